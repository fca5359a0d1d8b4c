//! What is refused, with line, column and reason.

use super::{lab, refusal};

/// A file, and how the message about it begins (the file's name left out).
type Row = (&'static str, &'static str);

/// Of the server itself.
const SERVER: [Row; 12] = [
    ("listen: 127.0.0.1:5244\nlisten_on: x\n", "2:1: unknown"),
    ("listen: 5244\n", "1:9: listen must be an address"),
    ("listen: [1]\n", "1:9: "),
    ("\n\tlisten: x\n", "2:"),
    ("listen: a\nlisten: b\n", "2:1: "),
    (
        "log: { level: loud }\n",
        "1:15: log.level must be error, warn",
    ),
    ("log:\n  colour: red\n", "2:3: unknown"),
    (
        "upstream:\n  concurrency: 0\n",
        "2:16: upstream.concurrency must",
    ),
    (
        "cache:\n  lifetime_seconds: 1h\n",
        "2:21: cache.lifetime_seconds must",
    ),
    (
        "public_url: https://a.example/files\n",
        "1:13: public_url must be",
    ),
    ("public_url: ftp://a.example\n", "1:13: public_url must be"),
    ("user_agent: \"a\\r\\nb\"\n", "1:13: user_agent must be"),
];

/// Of the ways to it.
const WAYS: [Row; 17] = [
    ("tls:\n  cert: c\n", "2:9: tls.key is missing"),
    ("tls:\n  key: k\n", "2:8: tls.cert is missing"),
    ("tls:\n  certificate: c\n", "2:3: unknown"),
    ("tls: c.pem\n", "1:6: "),
    (
        "tls: { cert: c, key: k }\npublic_url: http://a.example\n",
        "2:13: public_url must begin with https, because `tls` is set",
    ),
    (
        "trusted_proxies: [::1, proxy.example]\n",
        "1:24: trusted_proxies must be addresses or networks",
    ),
    (
        "trusted_proxies: [10.0.0.1/8]\n",
        "1:19: trusted_proxies `10.0.0.1/8` is no network; perhaps 10.0.0.0/8",
    ),
    (
        "trusted_proxies: [\"::/0\"]\n",
        "1:19: trusted_proxies can't be all the world",
    ),
    (
        "trusted_proxies: [\"::ffff:10.0.0.0/104\"]\n",
        "1:19: trusted_proxies `::ffff:10.0.0.0/104` is IPv4",
    ),
    ("trusted_proxies: 10.0.0.0/8\n", "1:18: "),
    (
        "proxy_headers: via\n",
        "1:16: proxy_headers must be x-forwarded or forwarded",
    ),
    (
        "workers: [\"http://dl.example.org\"]\n",
        "1:11: workers must be https; http is for loopback",
    ),
    (
        "workers: [\"https://dl.example.org/x\"]\n",
        "1:11: workers must be https://host",
    ),
    (
        "workers: [dl.example.org]\n",
        "1:11: workers must be https://host",
    ),
    (
        "workers: [\"ftp://127.0.0.1\"]\n",
        "1:11: workers must be https",
    ),
    (
        "dav: { anonymous: perhaps }\n",
        "1:19: dav.anonymous must be true or false",
    ),
    (
        "allow_plain_http: perhaps\n",
        "1:19: allow_plain_http must be true or false",
    ),
];

/// Of clouds.
const CLOUDS: [Row; 9] = [
    (
        "clouds:\n  global: {}\n",
        "2:3: clouds: `global` is one of Microsoft's own",
    ),
    (
        "clouds:\n  germany: {}\n",
        "2:3: clouds: `germany` is Microsoft's German cloud",
    ),
    (
        "clouds:\n  x: {}\n",
        "2:3: clouds.x needs `login`, or `extends`",
    ),
    (
        "clouds:\n  x: { login: \"http://127.0.0.1/\" }\n",
        "2:15: clouds.x.login must be https; http is",
    ),
    (
        "clouds:\n  x: { login: \"http://a.example/\", insecure_http: true }\n",
        "2:15: clouds.x.login must be a loopback",
    ),
    (
        "clouds:\n  x: { extends: global, graph: \"https://graph.microsoft.de\" }\n",
        "2:32: clouds.x.graph is Microsoft's German",
    ),
    (
        "clouds:\n  x: { extends: lab }\n",
        "2:17: clouds.x.extends must be one of global, us-gov",
    ),
    (
        "clouds:\n  x: { extends: global, content_hosts: [\"*.com\"] }\n",
        "2:41: clouds.x.content_hosts must name",
    ),
    (
        "clouds:\n  x: { extends: global, content_hosts: [\"https://a\"] }\n",
        "2:41: clouds.x.content_hosts must be host",
    ),
];

/// What every tenant needs.
macro_rules! ids {
    () => {
        "directory_id: 8c1d3a60-7f1e-4a8e-9c55-0d7e5b0c9a01, client_id: 8c1d3a60-7f1e-4a8e-9c55-0d7e5b0c9a01"
    };
}

/// Of tenants.
const TENANTS: [Row; 11] = [
    (
        "tenants:\n  Contoso: {}\n",
        "2:3: tenants: `Contoso` must be",
    ),
    (
        "tenants:\n  contoso: { cloud: moon }\n",
        "2:21: tenants.contoso.cloud must be one of global",
    ),
    (
        "tenants:\n  contoso: { cloud: germany }\n",
        "2:21: tenants.contoso.cloud is Microsoft's German",
    ),
    (
        "tenants:\n  contoso: { directory_id: common }\n",
        "2:28: tenants.contoso.directory_id is neither",
    ),
    (
        "tenants:\n  contoso: { client_secret: hunter2 }\n",
        "2:14: unknown",
    ),
    (
        "tenants:\n  contoso: { name: \"\" }\n",
        "2:20: tenants.contoso.name must be one line of 1 to 100 characters",
    ),
    (
        "tenants:\n  contoso: {}\n",
        "2:3: tenants.contoso.directory_id is missing",
    ),
    (
        concat!("tenants:\n  contoso: { ", ids!(), " }\n"),
        "2:3: tenants.contoso.client_secret_file is missing, and certificate_file",
    ),
    (
        concat!(
            "tenants:\n  contoso: { ",
            ids!(),
            ", certificate_file: c }\n"
        ),
        "2:3: tenants.contoso.private_key_file is missing",
    ),
    (
        concat!(
            "tenants:\n  contoso: { ",
            ids!(),
            ", certificate_file: secret, private_key_file: secret }\n"
        ),
        "2:133: tenants.contoso.certificate_file can't be taken from secret: the file is no PEM",
    ),
    (
        concat!(
            "tenants:\n  contoso: { ",
            ids!(),
            ", client_secret_file: secret, private_key_file: k }\n"
        ),
        "2:161: tenants.contoso.client_secret_file stands beside a certificate",
    ),
];

/// Of mounts, in the sixth line of a file that is sound otherwise.
const MOUNTS: [Row; 26] = [
    ("/: {}", "6:3: mounts: `/` can't be the root of the tree"),
    (
        "contoso: {}",
        "6:3: mounts: `contoso` does not begin with a slash",
    ),
    ("/contoso/a: {}", "6:3: mounts./contoso/a.tenant is missing"),
    (
        "/contoso/a: { tenant: x }",
        "6:25: mounts./contoso/a.tenant names `x`",
    ),
    (
        "/a: { tenant: contoso }",
        "6:3: mounts: `/a` must lie at or below /contoso",
    ),
    (
        "/contoso/a: { tenant: contoso }",
        "6:3: mounts./contoso/a.source is missing",
    ),
    (
        "/contoso/a: { tenant: contoso, source: {} }",
        "6:42: mounts./contoso/a.source must hold",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { user: a, drive_id: b } }",
        "6:42: mounts./contoso/a.source must",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { drive_id: a/b } }",
        "6:54: mounts./contoso/a.source.drive_id is not",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { user: a, library: b } }",
        "6:42: mounts./contoso/a.source must",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { site: \"h:/x\" } }",
        "6:50: mounts./contoso/a.source.site is not",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { site: h, library: a/b } }",
        concat!("6:62: mounts./contoso/a.source.", "library is neither"),
    ),
    (
        "/contoso/a: { tenant: contoso, source: { approot: {} } }",
        "6:42: mounts./contoso/a.source.approot must hold",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { approot: { user: a b } } }",
        "6:61: mounts./contoso/a.source.approot.user must be",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { user: a }, root: ../x }",
        "6:61: mounts./contoso/a.root does not",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { user: a }, root: /, root_item: x }",
        "6:75: mounts./contoso/a must hold",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { user: a }, delivery: worker }",
        "6:65: mounts./contoso/a.options.worker_url must name a worker",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { user: a }, delivery: pigeon }",
        "6:65: mounts./contoso/a.delivery must be redirect",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { user: a }, delivery: proxy, options: { proxy: never } }",
        "6:65: mounts./contoso/a.options.proxy can't be never",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { user: a }, options: { proxy: maybe } }",
        "6:73: mounts./contoso/a.options.proxy must be allowed",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { user: a }, options: { follow_shortcuts: all } }",
        "6:84: mounts./contoso/a.options.follow_shortcuts must be never",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { user: a }, options: { worker_url: \"https://dl.example.org\" } }",
        "6:78: mounts./contoso/a.options.worker_url must lie at",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { user: a }, options: { worker_url: \"ftp://x\" } }",
        "6:78: mounts./contoso/a.options.worker_url must be https",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { user: a }, options: { colour: red } }",
        "6:66: unknown",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { user: a }, read_only: 7 }",
        "6:66: ",
    ),
    (
        "/contoso/a: { tenant: contoso, source: { user: a } }\n  /Contoso/A: { tenant: contoso, source: { user: b } }",
        "7:3: mounts: `/Contoso/A` is there twice",
    ),
];

#[test]
fn a_bad_file_is_refused_with_line_and_reason() {
    for (text, message) in [&SERVER[..], &WAYS, &CLOUDS, &TENANTS].concat() {
        let refused = refusal(text);
        let message = format!("onefold.yaml:{message}");
        assert!(refused.starts_with(&message), "{text:?}: {refused}");
        assert!(!refused.contains('\n'), "{refused}");
        assert!(!refused.contains("hunter2"), "{refused}");
    }
}

#[test]
fn a_bad_mount_is_refused_with_line_and_reason() {
    for (mount, message) in MOUNTS {
        let refused = refusal(&lab(&format!("mounts:\n  {mount}\n")));
        let message = format!("onefold.yaml:{message}");
        assert!(refused.starts_with(&message), "{mount:?}: {refused}");
    }
}
