//! The settings as a whole: what is accepted, what is refused, and in which words.

mod example;
mod reach;
mod refusals;

use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::domain::{
    AppRootOf, DavDelivery, Delivery, FollowShortcuts, JunkPolicy, LibraryName, MountOptions,
    MountRoot, MountSource, Secret, SiteName, WorkerUrl,
};

const GUID: &str = "8c1d3a60-7f1e-4a8e-9c55-0d7e5b0c9a01";

fn environment(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// Loads a file of this text, beside which lies the secret file that the texts below name.
fn load_with(text: &str, pairs: &[(&str, &str)]) -> (TempDir, Result<Config, ConfigError>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("secret"), "hunter2~\n").expect("a secret file");
    let path = folder.path().join("onefold.yaml");
    std::fs::write(&path, text).expect("a configuration file");
    let config = Config::load(Some(&path), environment(pairs));
    (folder, config)
}

fn load(text: &str) -> Config {
    load_with(text, &[]).1.expect("the configuration is sound")
}

/// The message about a bad file, without the folder it lies in.
fn refusal(text: &str) -> String {
    let (folder, config) = load_with(text, &[]);
    let message = config.expect_err("the configuration is bad").to_string();
    let prefix = format!("{}/", folder.path().display());
    message.replace(&prefix, "")
}

fn lab(rest: &str) -> String {
    format!(
        r#"clouds:
  lab: {{ login: "http://127.0.0.1:7001/", graph: "http://127.0.0.1:7002/", content_hosts: ["127.0.0.1:7003"], insecure_http: true }}
tenants:
  contoso: {{ cloud: lab, directory_id: "{GUID}", client_id: "{GUID}", client_secret_file: secret, path_prefix: /contoso }}
{rest}"#
    )
}

#[test]
fn without_file_and_environment_the_defaults_hold() {
    let config = Config::load(None, []).expect("the defaults are sound");
    assert_eq!(config.listen.to_string(), "127.0.0.1:5244");
    assert_eq!(config.data_dir, Path::new("./data"));
    assert_eq!(config.public_url, None);
    assert_eq!(config.master_key, MasterKeySource::DataDir);
    assert!(config.user_agent.starts_with("NONISV|Onefold|Onefold/"));
    assert_eq!(config.log.level, tracing::Level::INFO);
    assert_eq!(config.cache.lifetime, Duration::from_mins(1));
    assert!(config.clouds.is_empty() && config.tenants.is_empty() && config.mounts.is_empty());
}

#[test]
fn a_file_of_comments_is_a_file_without_settings() {
    for text in ["", "# nothing yet\n", "---\n", "tenants:\n  # none yet\n"] {
        assert_eq!(load(text).listen.port(), 5244, "{text:?}");
    }
}

#[test]
fn the_environment_wins_over_the_file_and_an_empty_variable_is_none() {
    let text = "listen: 127.0.0.1:1\ndata_dir: /file\nlog: { level: warn }\n";
    let pairs = [
        ("ONEFOLD_LISTEN", "127.0.0.1:2"),
        ("ONEFOLD_DATA_DIR", ""),
        ("ONEFOLD_LOG__LEVEL", "debug"),
        ("ONEFOLD_LOG__FORMAT", "json"),
        ("ONEFOLD_CACHE__LIFETIME_SECONDS", "5"),
        ("ONEFOLD_SERVICE_HOST", "10.0.0.1"),
        ("PATH", "/bin"),
    ];
    let config = load_with(text, &pairs).1.expect("it is sound");
    assert_eq!(config.listen.port(), 2);
    assert_eq!(config.data_dir, Path::new("/file"));
    assert_eq!(config.log.level, tracing::Level::DEBUG);
    assert_eq!(config.log.format, LogFormat::Json);
    assert_eq!(config.cache.lifetime, Duration::from_secs(5));
    assert_eq!(config.unknown_variables, ["ONEFOLD_SERVICE_HOST"]);
}

#[test]
fn a_bad_variable_is_named() {
    let error = Config::load(None, environment(&[("ONEFOLD_LISTEN", "5244")]));
    let error = error.expect_err("it is no address");
    assert_eq!(error.place(), Place::Variable("ONEFOLD_LISTEN"));
    assert!(
        error
            .to_string()
            .starts_with("ONEFOLD_LISTEN: listen must be an address and a port")
    );
}

#[test]
fn relative_paths_are_relative_to_where_they_are_written() {
    let text = "data_dir: data\nmaster_key_file: keys/master\n";
    let (folder, config) = load_with(text, &[]);
    let config = config.expect("it is sound");
    assert_eq!(config.data_dir, folder.path().join("data"));
    let key_file = folder.path().join("keys/master");
    assert_eq!(config.master_key, MasterKeySource::File(key_file));

    let pairs = [("ONEFOLD_DATA_DIR", "data"), ("ONEFOLD_MASTER_KEY", "k")];
    let config = load_with(text, &pairs).1.expect("it is sound");
    assert_eq!(config.data_dir, Path::new("data"));
    let key = MasterKeySource::Text(Secret::new("k".to_owned()));
    assert_eq!(config.master_key, key);
}

#[test]
fn a_whole_world_can_be_declared() {
    let config = load(&lab(
        "mounts:
  /contoso/alice: { tenant: contoso, source: { user: alice@contoso.example }, delivery: proxy, read_only: true }
  /contoso/team: { tenant: contoso, source: { site: \"h,1,2\", library: \"b!x\" }, root: /General }
  /contoso/drive: { tenant: contoso, source: { drive_id: \"b!y\" }, root_item: 01ABC }
  /contoso/named: { tenant: contoso, source: { site: \"contoso.example:/sites/a\", library: Minutes } }
  /contoso/own: { tenant: contoso, source: { approot: { user: alice@contoso.example } } }
  /contoso/ours: { tenant: contoso, source: { approot: { drive_id: \"b!y\" } } }
",
    ));
    let cloud = &config.clouds[0];
    assert_eq!(
        cloud.scope.as_deref(),
        Some("http://127.0.0.1:7002/.default")
    );
    let host = ContentHost::Exact {
        host: "127.0.0.1".to_owned(),
        port: Some(7003),
    };
    assert_eq!(cloud.content_hosts, [host]);
    let tenant = &config.tenants[0];
    assert_eq!(
        (tenant.name.as_str(), tenant.cloud.as_str()),
        ("contoso", "lab")
    );
    let CredentialSettings::ClientSecret(secret) = &tenant.credential else {
        panic!("it is a secret: {tenant:?}");
    };
    assert_eq!(secret.expose(), "hunter2~");
    assert!(!format!("{config:?}").contains("hunter2"));
    let [alice, team, drive, named, own, ours] = config.mounts.as_slice() else {
        panic!("six mounts were declared");
    };
    assert_eq!((alice.delivery, alice.read_only), (Delivery::Proxy, true));
    assert!(matches!(&team.root, MountRoot::Path(path) if path.as_str() == "/General"));
    assert!(matches!(&drive.root, MountRoot::Item(item) if item.as_str() == "01ABC"));
    assert_sources([alice, team, named, own, ours].map(|mount| &mount.source));
}

fn assert_sources([alice, team, named, own, ours]: [&MountSource; 5]) {
    let ada = MountSource::User("alice@contoso.example".to_owned());
    assert_eq!(*alice, ada);
    assert!(matches!(
        team,
        MountSource::Site {
            site: SiteName::Id(_),
            library: Some(LibraryName::Id(_)),
        }
    ));
    assert!(matches!(
        named,
        MountSource::Site {
            site: SiteName::Address(_),
            library: Some(LibraryName::Title(_)),
        }
    ));
    assert!(matches!(own, MountSource::AppRoot(AppRootOf::User(_))));
    assert!(matches!(ours, MountSource::AppRoot(AppRootOf::Drive(_))));
}

#[test]
fn a_cloud_may_extend_a_built_in_one_and_add_hosts() {
    let config = load(
        "clouds: { edge: { extends: global, content_hosts: ['*.sharepoint.example', 'cdn.example:443'] } }",
    );
    let cloud = &config.clouds[0];
    assert_eq!(
        cloud.extends.as_ref().expect("it extends").as_str(),
        "global"
    );
    assert_eq!((&cloud.login, &cloud.scope), (&None, &None));
    let expected = [
        ContentHost::Below("sharepoint.example".to_owned()),
        ContentHost::Exact {
            host: "cdn.example".to_owned(),
            port: Some(443),
        },
    ];
    assert_eq!(cloud.content_hosts, expected);
}

#[test]
fn prefixes_of_two_tenants_must_not_be_nested() {
    let second = format!(
        "  fabrikam: {{ directory_id: {GUID}, client_id: {GUID}, client_secret_file: secret, path_prefix: /Contoso/x }}\n"
    );
    let refused = refusal(&lab(&second));
    assert!(
        refused.contains("tenants.fabrikam.path_prefix must not lie inside"),
        "{refused}"
    );
}

#[test]
fn a_prefix_that_is_an_address_of_our_own_is_refused_as_the_api_does() {
    for reserved in ["/api", "/@login/x", "/D"] {
        let refused = refusal(&lab("").replace("/contoso }", &format!("\"{reserved}\" }}")));
        let reason = "tenants.contoso.path_prefix begins with a name that is reserved";
        assert!(refused.contains(reason), "{reserved}: {refused}");
    }
}

#[test]
fn a_secret_file_that_is_no_secret_is_refused_without_showing_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (content, reason) in [
        ("", "the file is empty"),
        ("one\ntwo\n", "more than one line"),
        ("\n", "the file is empty"),
    ] {
        let path = folder.path().join("secret");
        std::fs::write(&path, content).expect("a secret file");
        let refused = secrets::read_secret_file(&path).expect_err("it is no secret");
        assert!(
            refused.contains(reason) && !refused.contains("one\n"),
            "{refused}"
        );
    }
    let refused = secrets::read_secret_file(&folder.path().join("absent"));
    assert!(refused.expect_err("it is absent").contains("absent"));
}

#[test]
fn a_certificate_takes_the_place_of_a_secret() {
    let text = lab("").replace(
        "client_secret_file: secret",
        "certificate_file: c.pem, private_key_file: k.pem",
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("the folder is ours");
    };
    write("onefold.yaml", &text);
    write("c.pem", "-----BEGIN CERTIFICATE-----");
    write("k.pem", "-----BEGIN PRIVATE KEY-----");
    let config = Config::load(Some(&folder.path().join("onefold.yaml")), []);
    let tenant = &config.expect("the configuration is sound").tenants[0];
    let CredentialSettings::Certificate {
        certificate,
        private_key,
    } = &tenant.credential
    else {
        panic!("it is a certificate: {tenant:?}");
    };
    assert!(certificate.contains("CERTIFICATE"));
    assert!(private_key.expose().contains("PRIVATE KEY"));
    assert!(!format!("{tenant:?}").contains("PRIVATE KEY"));
}

#[test]
fn a_mount_may_say_how_it_behaves() {
    let text = lab(
        "workers: [\"https://dl.example.org\"]
streams_per_caller: 3
mounts:
  /contoso/plain: { tenant: contoso, source: { user: a } }
  /contoso/all:
    tenant: contoso
    source: { user: b }
    delivery: worker
    options: { proxy: never, guest_redirect: true, follow_shortcuts: mounted, permanent_delete: true, dav: proxy, junk: reject, worker_url: \"https://DL.example.org:443/x/\" }
",
    );
    let config = load(&text);
    assert_eq!(config.streams_per_caller, 3);
    let [plain, all] = config.mounts.as_slice() else {
        panic!("two mounts were declared");
    };
    assert_eq!(plain.options, MountOptions::default());
    assert_eq!(all.delivery, Delivery::Worker);
    let expected = MountOptions {
        proxy_allowed: false,
        guest_redirect: true,
        follow_shortcuts: FollowShortcuts::Mounted,
        permanent_delete: true,
        worker: WorkerUrl::parse("https://DL.example.org:443/x").ok(),
        dav: DavDelivery::Proxy,
        junk: JunkPolicy::Reject,
    };
    assert_eq!(all.options, expected);
}
