//! Variables of the environment, laid over the file.

use std::path::PathBuf;

use super::error::ConfigError;
use super::file::{File, List, Text};
use super::place::{Flaw, Located, Place};

/// The master key itself, as text. It has no counterpart in the file, where it would be read by
/// whoever reads the file.
pub const MASTER_KEY_VARIABLE: &str = "ONEFOLD_MASTER_KEY";

/// What every variable of ours begins with.
const PREFIX: &str = "ONEFOLD_";

type Slot = fn(&mut File) -> &mut Text;
type ListSlot = fn(&mut File) -> &mut List;

/// Every variable that sets something, and where it goes. Clouds, tenants and mounts are declared in
/// the file alone: their names don't fit into those of variables.
const SLOTS: [(&str, Slot); 28] = [
    ("ONEFOLD_LISTEN", |file| &mut file.listen),
    ("ONEFOLD_DATA_DIR", |file| &mut file.data_dir),
    ("ONEFOLD_PUBLIC_URL", |file| &mut file.public_url),
    ("ONEFOLD_TLS__CERT", |file| {
        &mut file.tls.get_or_insert_default().cert
    }),
    ("ONEFOLD_TLS__KEY", |file| {
        &mut file.tls.get_or_insert_default().key
    }),
    ("ONEFOLD_PROXY_HEADERS", |file| &mut file.proxy_headers),
    ("ONEFOLD_ALLOW_PLAIN_HTTP", |file| {
        &mut file.allow_plain_http
    }),
    ("ONEFOLD_DAV__ANONYMOUS", |file| {
        &mut file.dav.get_or_insert_default().anonymous
    }),
    ("ONEFOLD_STREAMS_PER_CALLER", |file| {
        &mut file.streams_per_caller
    }),
    ("ONEFOLD_CONNECTIONS_PER_ADDRESS", |file| {
        &mut file.connections_per_address
    }),
    ("ONEFOLD_MASTER_KEY_FILE", |file| &mut file.master_key_file),
    ("ONEFOLD_METRICS_TOKEN_FILE", |file| {
        &mut file.metrics_token_file
    }),
    ("ONEFOLD_USER_AGENT", |file| &mut file.user_agent),
    ("ONEFOLD_LOG__LEVEL", |file| {
        &mut file.log.get_or_insert_default().level
    }),
    ("ONEFOLD_LOG__FORMAT", |file| {
        &mut file.log.get_or_insert_default().format
    }),
    ("ONEFOLD_CACHE__LIFETIME_SECONDS", |file| {
        &mut file.cache.get_or_insert_default().lifetime_seconds
    }),
    ("ONEFOLD_CACHE__MAX_BYTES", |file| {
        &mut file.cache.get_or_insert_default().max_bytes
    }),
    ("ONEFOLD_UPSTREAM__CONNECT_TIMEOUT_SECONDS", |file| {
        &mut file
            .upstream
            .get_or_insert_default()
            .connect_timeout_seconds
    }),
    ("ONEFOLD_UPSTREAM__CALL_TIMEOUT_SECONDS", |file| {
        &mut file.upstream.get_or_insert_default().call_timeout_seconds
    }),
    ("ONEFOLD_UPSTREAM__READ_TIMEOUT_SECONDS", |file| {
        &mut file.upstream.get_or_insert_default().read_timeout_seconds
    }),
    ("ONEFOLD_UPSTREAM__UNITS_PER_MINUTE", |file| {
        &mut file.upstream.get_or_insert_default().units_per_minute
    }),
    ("ONEFOLD_UPSTREAM__UNITS_PER_DAY", |file| {
        &mut file.upstream.get_or_insert_default().units_per_day
    }),
    ("ONEFOLD_UPSTREAM__DRIVE_CALLS_PER_FIVE_MINUTES", |file| {
        &mut file
            .upstream
            .get_or_insert_default()
            .drive_calls_per_five_minutes
    }),
    ("ONEFOLD_UPSTREAM__CONCURRENCY", |file| {
        &mut file.upstream.get_or_insert_default().concurrency
    }),
    ("ONEFOLD_UPLOADS__MAX_MEMORY_BYTES", |file| {
        &mut file.uploads.get_or_insert_default().max_memory_bytes
    }),
    ("ONEFOLD_UPLOADS__FRAGMENT_BYTES", |file| {
        &mut file.uploads.get_or_insert_default().fragment_bytes
    }),
    ("ONEFOLD_UPLOADS__MAX_SPOOLED_BYTES_EACH", |file| {
        &mut file.uploads.get_or_insert_default().max_spooled_bytes_each
    }),
    ("ONEFOLD_UPLOADS__MAX_SPOOLED_BYTES", |file| {
        &mut file.uploads.get_or_insert_default().max_spooled_bytes
    }),
];

/// Those that set a list: its items stand between commas.
const LISTS: [(&str, ListSlot); 2] = [
    ("ONEFOLD_TRUSTED_PROXIES", |file| &mut file.trusted_proxies),
    ("ONEFOLD_WORKERS", |file| &mut file.workers),
];

/// The names of all variables that set something.
pub const VARIABLES: [&str; SLOTS.len() + LISTS.len() + 1] = {
    let mut names = [MASTER_KEY_VARIABLE; SLOTS.len() + LISTS.len() + 1];
    let mut index = 0;
    while index < SLOTS.len() {
        names[index] = SLOTS[index].0;
        index += 1;
    }
    let mut list = 0;
    while list < LISTS.len() {
        names[index + list] = LISTS[list].0;
        list += 1;
    }
    names
};

/// What the environment said beside the file.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    /// The master key, where it was given.
    pub(super) master_key: Option<String>,
    /// Names that begin like ours and mean nothing to us.
    pub(super) unknown: Vec<String>,
}

/// Lays variables over the file. An empty value counts as unset, as it does in Compose files.
///
/// A name that means nothing is reported and not refused: Kubernetes gives every container of a
/// namespace `ONEFOLD_SERVICE_HOST` and its relatives.
pub(super) fn lay_over(
    file: &mut File,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Overlay {
    let mut overlay = Overlay::default();
    for (name, value) in variables {
        if !name.starts_with(PREFIX) || value.is_empty() {
            continue;
        }
        if name == MASTER_KEY_VARIABLE {
            overlay.master_key = Some(value);
        } else if let Some((name, slot)) = SLOTS.iter().find(|(known, _)| *known == name) {
            *slot(file) = Some(Located {
                value,
                place: Place::Variable(name),
            });
        } else if let Some((name, slot)) = LISTS.iter().find(|(known, _)| *known == name) {
            *slot(file) = Some(items(name, &value));
        } else {
            overlay.unknown.push(name);
        }
    }
    overlay
}

fn items(name: &'static str, value: &str) -> Vec<Located<String>> {
    let item = |item: &str| Located {
        value: item.trim().to_owned(),
        place: Place::Variable(name),
    };
    value.split(',').map(item).collect()
}

/// The variables of the process that begin with `ONEFOLD_`: the one place where it is asked for them.
/// A value that is not UTF-8 is refused; the variables of others may hold what they like.
pub fn read_environment() -> Result<Vec<(String, String)>, ConfigError> {
    let ours = std::env::vars_os().filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        name.starts_with(PREFIX).then_some((name, value))
    });
    ours.map(|(name, value)| match value.into_string() {
        Ok(value) => Ok((name, value)),
        Err(_) => Err(ConfigError::new(
            None,
            &Flaw {
                place: Place::Whole,
                reason: format!("{name}: is not UTF-8"),
            },
        )),
    })
    .collect()
}

/// What a relative path is relative to: the file's folder for what stands in the file, so that a
/// configuration can be moved as a whole, and the working folder for what stands in the environment.
pub(super) fn resolve_path(text: &Located<String>, folder: &std::path::Path) -> PathBuf {
    match text.place {
        Place::Variable(_) => PathBuf::from(&text.value),
        Place::Line { .. } | Place::Whole => folder.join(&text.value),
    }
}
