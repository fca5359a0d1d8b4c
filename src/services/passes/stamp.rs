//! Texts that we hand out, keep nowhere and take back: what they say is marked with a key of ours.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::applications::KeyRing;

/// The form: `1.{key}.{field}. … .{mac}`. Fields hold neither a dot nor a NUL.
const VERSION: &str = "1";

/// The longest text that is looked at.
const LONGEST: usize = 4_096;

/// A text as it came back, not yet believed.
#[derive(Debug)]
pub(in crate::services) struct Stamped<'a, const FIELDS: usize> {
    key: &'a str,
    /// What it says.
    pub(in crate::services) fields: [&'a str; FIELDS],
    mac: Vec<u8>,
}

/// The text that says `fields`, good only together with `bound`, which whoever takes it back must know by
/// himself. The purpose is the ring's: a text made with one is worth nothing for another.
pub(in crate::services) fn stamp(keys: &KeyRing, fields: &[&str], bound: &[Vec<u8>]) -> String {
    let newest = keys.newest();
    let mac = newest.key().sign(&message(newest.name(), fields, bound));
    let mac = URL_SAFE_NO_PAD.encode(mac);
    let mut parts = vec![VERSION, newest.name()];
    parts.extend_from_slice(fields);
    parts.push(&mac);
    parts.join(".")
}

impl<'a, const FIELDS: usize> Stamped<'a, FIELDS> {
    /// Takes a text apart; `None` where it can't be one of ours.
    pub(in crate::services) fn parse(text: &'a str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let mut parts = text.split('.');
        let version = parts.next()?;
        let key = parts.next()?;
        let mut fields = [""; FIELDS];
        for field in &mut fields {
            *field = parts.next()?;
        }
        let mac = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
        (version == VERSION && parts.next().is_none()).then_some(Self { key, fields, mac })
    }

    /// Whether we have said this, of this, with a key that still lives.
    #[must_use]
    pub(in crate::services) fn is_ours(&self, keys: &KeyRing, bound: &[Vec<u8>]) -> bool {
        let Some(live) = keys.find(self.key) else {
            return false;
        };
        live.key()
            .verify(&message(self.key, &self.fields, bound), &self.mac)
    }
}

/// What is marked. No part holds a NUL, so that no two lists of parts can be joined to one text.
fn message(key: &str, fields: &[&str], bound: &[Vec<u8>]) -> Vec<u8> {
    let said = [VERSION, key].into_iter().chain(fields.iter().copied());
    let parts: Vec<&[u8]> = said
        .map(str::as_bytes)
        .chain(bound.iter().map(Vec::as_slice))
        .collect();
    parts.join(&0)
}
