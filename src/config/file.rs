//! The shape of the configuration file: what may be written, not yet what makes sense.
//!
//! Texts stay texts here, so that a value means the same whether it came from the file or from the
//! environment, and every complaint about one is worded in one place.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::place::{Flaw, Located};

/// A text and its place.
pub(super) type Text = Option<Located<String>>;

/// Texts in a row, each with its place.
pub(super) type List = Option<Vec<Located<String>>>;

/// The whole file.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(
    clippy::struct_field_names,
    reason = "the fields are the keys of the file"
)]
pub(super) struct File {
    pub(super) listen: Text,
    pub(super) data_dir: Text,
    pub(super) public_url: Text,
    pub(super) tls: Option<TlsFile>,
    pub(super) trusted_proxies: List,
    pub(super) proxy_headers: Text,
    pub(super) allow_plain_http: Text,
    pub(super) dav: Option<DavFile>,
    pub(super) workers: List,
    pub(super) streams_per_caller: Text,
    pub(super) connections_per_address: Text,
    pub(super) master_key_file: Text,
    pub(super) metrics_token_file: Text,
    pub(super) user_agent: Text,
    pub(super) log: Option<LogFile>,
    pub(super) cache: Option<CacheFile>,
    pub(super) upstream: Option<UpstreamFile>,
    pub(super) uploads: Option<UploadsFile>,
    pub(super) clouds: Option<Entries<CloudFile>>,
    pub(super) tenants: Option<Entries<TenantFile>>,
    pub(super) mounts: Option<Entries<MountFile>>,
}

/// `tls`
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TlsFile {
    pub(super) cert: Text,
    pub(super) key: Text,
}

/// `dav`
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DavFile {
    pub(super) anonymous: Text,
}

/// `log`
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LogFile {
    pub(super) level: Text,
    pub(super) format: Text,
}

/// `cache`
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CacheFile {
    pub(super) lifetime_seconds: Text,
    pub(super) max_bytes: Text,
}

/// `upstream`
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct UpstreamFile {
    pub(super) connect_timeout_seconds: Text,
    pub(super) call_timeout_seconds: Text,
    pub(super) read_timeout_seconds: Text,
    pub(super) units_per_minute: Text,
    pub(super) units_per_day: Text,
    pub(super) drive_calls_per_five_minutes: Text,
    pub(super) concurrency: Text,
}

/// `uploads`
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct UploadsFile {
    pub(super) max_memory_bytes: Text,
    pub(super) fragment_bytes: Text,
    pub(super) max_spooled_bytes_each: Text,
    pub(super) max_spooled_bytes: Text,
}

/// One of `clouds`
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CloudFile {
    pub(super) extends: Text,
    pub(super) login: Text,
    pub(super) graph: Text,
    pub(super) scope: Text,
    pub(super) content_hosts: List,
    pub(super) insecure_http: Option<Located<bool>>,
}

/// One of `tenants`
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TenantFile {
    pub(super) name: Text,
    pub(super) cloud: Text,
    pub(super) directory_id: Text,
    pub(super) client_id: Text,
    pub(super) client_secret_file: Text,
    pub(super) certificate_file: Text,
    pub(super) private_key_file: Text,
    pub(super) path_prefix: Text,
}

/// One of `mounts`
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MountFile {
    pub(super) tenant: Text,
    pub(super) source: Option<Located<SourceFile>>,
    pub(super) root: Text,
    pub(super) root_item: Text,
    pub(super) delivery: Text,
    pub(super) read_only: Option<Located<bool>>,
    pub(super) options: Option<OptionsFile>,
}

/// `options` of a mount
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct OptionsFile {
    pub(super) proxy: Text,
    pub(super) guest_redirect: Option<Located<bool>>,
    pub(super) follow_shortcuts: Text,
    pub(super) permanent_delete: Option<Located<bool>>,
    pub(super) worker_url: Text,
    pub(super) dav: Text,
    pub(super) junk: Text,
}

/// `source` of a mount
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SourceFile {
    pub(super) user: Text,
    pub(super) site: Text,
    pub(super) library: Text,
    pub(super) drive_id: Text,
    pub(super) approot: Option<AppRootFile>,
}

/// `approot` of a source
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AppRootFile {
    pub(super) user: Text,
    pub(super) drive_id: Text,
}

impl File {
    /// Reads the text of a file. Nothing but comments is a file without settings.
    pub(super) fn parse(text: &str) -> Result<Self, Flaw> {
        use serde_saphyr::MessageFormatter as _;
        serde_saphyr::from_str::<Option<Self>>(text)
            .map(Option::unwrap_or_default)
            .map_err(|error| {
                // Without the excerpt of the file that the crate would print: it may hold a secret.
                let error = error.without_snippet();
                Flaw {
                    place: error
                        .location()
                        .map_or(super::Place::Whole, super::Place::from),
                    reason: serde_saphyr::UserMessageFormatter
                        .format_message(error)
                        .into_owned(),
                }
            })
    }
}

/// A mapping whose keys are names chosen by the administrator, in the order of the file.
#[derive(Debug)]
pub(super) struct Entries<V>(pub(super) Vec<(Located<String>, V)>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Entries<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for EntriesVisitor<V> {
    type Value = Entries<V>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a mapping of names to settings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}
