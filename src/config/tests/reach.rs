//! How visitors reach the server, as file and environment say it.

use std::path::Path;

use super::{Config, ProxyHeaders, VARIABLES, WorkerOrigin, environment, load, load_with};

fn networks(config: &Config) -> Vec<String> {
    let networks = config.trusted_proxies.iter();
    networks.map(ToString::to_string).collect()
}

fn workers(config: &Config) -> Vec<String> {
    let workers = config.workers.iter();
    workers.map(WorkerOrigin::origin).collect()
}

#[test]
fn nobody_is_trusted_and_nothing_is_allowed_unless_it_is_said() {
    for text in ["", "tls:\n", "tls: {}\ntrusted_proxies: []\nworkers:\n"] {
        let config = load(text);
        assert_eq!(config.tls, None, "{text:?}");
        assert!(!config.allow_plain_http, "{text:?}");
        assert!(!config.dav_anonymous, "{text:?}");
        assert!(networks(&config).is_empty() && workers(&config).is_empty());
        assert_eq!(config.proxy_headers, ProxyHeaders::XForwarded);
    }
}

#[test]
fn the_file_says_how_visitors_come() {
    let text = "
public_url: https://files.example.org
tls: { cert: tls/cert.pem, key: /etc/key.pem }
trusted_proxies: [10.0.0.0/8, \"192.0.2.1\", \"::1\", \"2001:db8::/32\"]
proxy_headers: forwarded
allow_plain_http: true
dav: { anonymous: true }
workers: [\"https://DL.example.org:443/\", \"http://127.0.0.1:8787\"]
";
    let (folder, config) = load_with(text, &[]);
    let config = config.expect("it is sound");
    let expected = ["10.0.0.0/8", "192.0.2.1/32", "::1/128", "2001:db8::/32"];
    assert_eq!(networks(&config), expected);
    assert_eq!(config.proxy_headers, ProxyHeaders::Forwarded);
    let expected = ["https://dl.example.org", "http://127.0.0.1:8787"];
    assert_eq!(workers(&config), expected);
    assert!(config.allow_plain_http && config.dav_anonymous);
    let tls = config.tls.expect("both files are named");
    assert_eq!(tls.certificate, folder.path().join("tls/cert.pem"));
    assert_eq!(tls.private_key, Path::new("/etc/key.pem"));
}

#[test]
fn the_environment_says_it_too_with_commas_between() {
    let text = "
tls: { cert: c, key: k }
trusted_proxies: [10.0.0.0/8]
workers: [\"https://file.example.org\"]
allow_plain_http: true
";
    let pairs = [
        ("ONEFOLD_TLS__CERT", "mounted/cert.pem"),
        ("ONEFOLD_TLS__KEY", "mounted/key.pem"),
        ("ONEFOLD_TRUSTED_PROXIES", "172.16.0.0/12, ::1"),
        ("ONEFOLD_WORKERS", "https://a.example,https://b.example"),
        ("ONEFOLD_PROXY_HEADERS", "forwarded"),
        ("ONEFOLD_ALLOW_PLAIN_HTTP", "false"),
        ("ONEFOLD_DAV__ANONYMOUS", "true"),
    ];
    for (name, _) in pairs {
        assert!(VARIABLES.contains(&name), "{name}");
    }
    let config = load_with(text, &pairs).1.expect("it is sound");
    assert_eq!(networks(&config), ["172.16.0.0/12", "::1/128"]);
    assert_eq!(workers(&config), ["https://a.example", "https://b.example"]);
    assert_eq!(config.proxy_headers, ProxyHeaders::Forwarded);
    assert!(!config.allow_plain_http && config.dav_anonymous);
    let tls = config.tls.expect("both files are named");
    assert_eq!(tls.certificate, Path::new("mounted/cert.pem"));
    assert_eq!(tls.private_key, Path::new("mounted/key.pem"));
}

#[test]
fn a_bad_item_of_a_list_in_the_environment_is_refused_by_name() {
    for (name, value) in [
        ("ONEFOLD_TRUSTED_PROXIES", "10.0.0.0/8,,::1"),
        ("ONEFOLD_TRUSTED_PROXIES", "0.0.0.0/0"),
        ("ONEFOLD_WORKERS", "https://a.example,http://b.example"),
        ("ONEFOLD_ALLOW_PLAIN_HTTP", "yes"),
        ("ONEFOLD_PROXY_HEADERS", "both"),
        ("ONEFOLD_TLS__KEY", "key.pem"),
    ] {
        let error = Config::load(None, environment(&[(name, value)]));
        let said = error.expect_err("it is bad").to_string();
        assert!(said.starts_with(&format!("{name}: ")), "{said}");
    }
}
