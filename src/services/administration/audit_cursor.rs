//! Cursors of the audit log: where to go on, for nobody but its reader, with no other question.
//!
//! The rows of all tenants are numbered together, so that the number of a row tells how much the others do.
//! A cursor is sealed, and says it to us alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::applications::KeyRing;
use crate::domain::{AccountId, Actor, Deed, Invalid, PathKey, Result};
use crate::store::{AuditId, AuditQuery};
use crate::vault::MacKey;

/// What a cursor is bound to, besides what it says.
#[derive(Debug)]
pub(super) struct Question<'a> {
    reader: &'a Actor,
    query: &'a AuditQuery,
}

/// What the ring's keys seal here.
const PURPOSE: &str = "audit cursor";

impl<'a> Question<'a> {
    pub(super) const fn new(reader: &'a Actor, query: &'a AuditQuery) -> Self {
        Self { reader, query }
    }

    /// The cursor that leads on from a row, good only with the same question.
    pub(super) fn seal(&self, keys: &KeyRing, row: AuditId) -> String {
        self.seal_by(keys.newest().key(), row)
    }

    /// Reads a cursor that we made for this question; everything else is refused alike.
    pub(super) fn open(&self, keys: &KeyRing, text: &str) -> Result<AuditId> {
        let row = keys.opened_by(|key| self.open_by(key, text));
        let reason = "is not a cursor of this listing";
        Ok(row.ok_or_else(|| Invalid::new("cursor", "invalid_cursor", reason))?)
    }

    fn seal_by(&self, key: &MacKey, row: AuditId) -> String {
        let number = row.number().to_be_bytes();
        URL_SAFE_NO_PAD.encode(key.sealer(PURPOSE).seal(&self.bound(), &number))
    }

    fn open_by(&self, key: &MacKey, text: &str) -> Option<AuditId> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let number = key.sealer(PURPOSE).open(&self.bound(), &sealed)?;
        let number = i64::from_be_bytes(number.try_into().ok()?);
        Some(AuditId::from_number(number))
    }

    /// What a cursor is bound to. No part can run into the next: ids, names and paths hold no NUL. What is not
    /// asked for is told from what is asked for and empty.
    fn bound(&self) -> Vec<u8> {
        let said = |part: Option<&str>| part.map(|part| format!("={part}")).unwrap_or_default();
        let query = self.query;
        let parts = [
            said(self.reader.account.as_ref().map(AccountId::as_str)),
            said(query.account.as_ref().map(AccountId::as_str)),
            said(query.deed.map(Deed::name)),
            said(query.below.as_ref().map(PathKey::as_str)),
        ];
        parts.join("\0").into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::VirtualPath;
    use crate::doors::Random;

    fn actor(unique: &str) -> Actor {
        Actor {
            account: Some(AccountId::from_unique(unique)),
            ..Actor::default()
        }
    }

    fn below(path: &str) -> AuditQuery {
        AuditQuery {
            below: Some(VirtualPath::parse(path).expect("a path").key()),
            ..AuditQuery::newest(7)
        }
    }

    #[test]
    fn a_cursor_is_good_for_its_reader_and_question_only() {
        let (key, ann, bob) = (MacKey::fleeting(Random), actor("ann"), actor("bob"));
        let all = AuditQuery::newest(7);
        let row = AuditId::from_number(41);
        let text = Question::new(&ann, &all).seal_by(&key, row);
        let open = |key: &MacKey, reader: &Actor, query: &AuditQuery| {
            Question::new(reader, query).open_by(key, &text)
        };
        assert_eq!(open(&key, &ann, &AuditQuery::newest(100)), Some(row));
        let of_bob = AuditQuery {
            account: bob.account.clone(),
            ..AuditQuery::newest(7)
        };
        let of_puts = AuditQuery {
            deed: Some(Deed::FilePut),
            ..AuditQuery::newest(7)
        };
        let (nobody, root, folder) = (Actor::default(), below("/"), below("/a"));
        for (reader, query) in [
            (&bob, &all),
            (&nobody, &all),
            (&ann, &of_bob),
            (&ann, &of_puts),
            (&ann, &root),
            (&ann, &folder),
        ] {
            assert_eq!(open(&key, reader, query), None, "{query:?}");
        }
        assert_eq!(open(&MacKey::fleeting(Random), &ann, &all), None);
    }

    #[test]
    fn a_cursor_changed_in_any_place_is_refused_and_shows_no_number() {
        let (key, ann, all) = (
            MacKey::fleeting(Random),
            actor("ann"),
            AuditQuery::newest(7),
        );
        let question = Question::new(&ann, &all);
        let text = question.seal_by(&key, AuditId::from_number(41));
        let bytes = URL_SAFE_NO_PAD.decode(&text).expect("ours");
        let number = 41_i64.to_be_bytes();
        assert!(!bytes.windows(number.len()).any(|shown| shown == number));
        for position in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[position] ^= 1;
            for forged in [&changed[..], &bytes[..position]] {
                let forged = URL_SAFE_NO_PAD.encode(forged);
                assert_eq!(question.open_by(&key, &forged), None, "{position}");
            }
        }
        for text in ["", "41", "not base64!"] {
            assert_eq!(question.open_by(&key, text), None, "{text}");
        }
    }
}
