//! The example file parses, as shipped and with everything switched on, and shows every key.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};

use super::super::file::{
    CacheFile, CloudFile, DavFile, File, LogFile, MountFile, OptionsFile, SourceFile, TenantFile,
    TlsFile, UpstreamFile,
};
use super::{Config, load_with};

const EXAMPLE: &str = include_str!("../../../config.example.yaml");

/// The file with every setting switched on. A `#` in the first column hides a setting, unless one
/// space and words follow.
fn switched_on() -> String {
    let lines = EXAMPLE.lines().map(|line| match line.strip_prefix('#') {
        Some(words) if words.starts_with(' ') && !words.starts_with("  ") => line,
        Some(setting) => setting,
        None => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_example_works_as_shipped_and_shows_the_defaults() {
    let (_folder, shipped) = load_with(EXAMPLE, &[]);
    let shipped = shipped.expect("the example is sound");
    assert_eq!((shipped.clouds.len(), shipped.tenants.len()), (0, 0));

    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("secrets")).expect("a folder");
    let secret = folder.path().join("secrets/contoso-client-secret");
    std::fs::write(secret, "hunter2").expect("a secret file");
    for pem in ["fabrikam-certificate.pem", "fabrikam-key.pem"] {
        let path = folder.path().join("secrets").join(pem);
        std::fs::write(path, "-----BEGIN …").expect("a secret file");
    }
    let token = folder.path().join("secrets/metrics-token");
    std::fs::write(token, "a token").expect("a secret file");
    let path = folder.path().join("onefold.yaml");
    std::fs::write(&path, switched_on()).expect("a configuration file");
    let default = Config::load(None, []).expect("the defaults are sound");
    let full = Config::load(Some(&path), []).expect("the example is sound when switched on");
    assert_eq!(
        (full.listen, full.log, full.cache, full.upstream),
        (default.listen, default.log, default.cache, default.upstream)
    );
    assert_eq!(full.user_agent, default.user_agent);
    assert_eq!(full.allow_plain_http, default.allow_plain_http);
    assert_eq!(full.dav_anonymous, default.dav_anonymous);
    assert_eq!(full.proxy_headers, default.proxy_headers);
    assert_eq!(full.streams_per_caller, default.streams_per_caller);
    let connections = full.connections_per_address;
    assert_eq!(connections, default.connections_per_address);
    assert_eq!(
        (full.clouds.len(), full.tenants.len(), full.mounts.len()),
        (2, 2, 5)
    );
}

#[test]
fn the_example_shows_every_key() {
    let value: serde_json::Value =
        serde_saphyr::from_str(&switched_on()).expect("the example is YAML");
    let mut shown = BTreeSet::new();
    collect_keys(&value, &mut shown);
    let keys = [
        fields_of::<File>(),
        fields_of::<TlsFile>(),
        fields_of::<DavFile>(),
        fields_of::<LogFile>(),
        fields_of::<CacheFile>(),
        fields_of::<UpstreamFile>(),
        fields_of::<CloudFile>(),
        fields_of::<TenantFile>(),
        fields_of::<MountFile>(),
        fields_of::<OptionsFile>(),
        fields_of::<SourceFile>(),
    ];
    assert!(keys.iter().all(|fields| !fields.is_empty()), "{keys:?}");
    for key in keys.concat() {
        assert!(
            shown.contains(key),
            "config.example.yaml does not show `{key}`"
        );
    }
}

fn collect_keys(value: &serde_json::Value, keys: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(entries) => {
            for (key, value) in entries {
                keys.insert(key.clone());
                collect_keys(value, keys);
            }
        }
        serde_json::Value::Array(values) => {
            for value in values {
                collect_keys(value, keys);
            }
        }
        _ => {}
    }
}

/// The keys that a section accepts, asked from its own `Deserialize`, so that no second list can
/// fall behind.
fn fields_of<'de, T: Deserialize<'de> + fmt::Debug>() -> Vec<&'static str> {
    T::deserialize(AskFields).expect_err("it only asks").0
}

struct AskFields;

#[derive(Debug)]
struct Fields(Vec<&'static str>);

impl fmt::Display for Fields {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.0)
    }
}

impl std::error::Error for Fields {}

impl serde::de::Error for Fields {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(Vec::new())
    }
}

impl<'de> Deserializer<'de> for AskFields {
    type Error = Fields;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fields> {
        Err(Fields(Vec::new()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Fields> {
        Err(Fields(fields.to_vec()))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
