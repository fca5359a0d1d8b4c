//! Whether what is found at a place is what was sent there.
//!
//! Mostly the hash says so. Where the service tells none, or writes into files of its own accord, other signs
//! must do, and where they don't the answer is that it can't be told.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::domain::{ClientId, ContentFacts, Likeness, QuickXor, Replaced, Times, Timestamp};
use crate::graph::DriveItem;

/// By so much our clock and the service's may differ.
const CLOCKS: Duration = Duration::from_mins(5);

/// The content that a file should have, and how it came about.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    pub(super) hash: QuickXor,
    /// What lay there before.
    pub(super) before: Before,
    /// The client's times, where they went up along with the bytes.
    pub(super) times: Option<Times>,
    /// When the write began; nothing of it can be older.
    pub(super) began_at: Timestamp,
    /// Whether another write by our application may stand for this one, as if it had come just after. Not so
    /// where this one was to fail beside another, or to replace a certain file alone.
    pub(super) gives_way: bool,
}

/// What lay at a file's place before it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// Nobody has looked.
    Unknown,
    /// Nothing.
    Nothing,
    /// This file.
    File(Replaced),
}

/// Whose content it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The one that was sent.
    Ours,
    /// The old one, or another's.
    Other,
    /// It can't be told.
    Unclear,
}

/// What the hash alone says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    /// The bytes are those that were sent.
    Same,
    /// They are others, unless the service has written into them.
    Other,
    /// None is told, and the length is right.
    Untold,
}

impl Expected {
    /// Compares the hash, and the length where no hash is told, as of empty files. Of nothing there is only
    /// one content.
    pub(super) fn agreement(&self, item: &DriveItem) -> Agreement {
        let facts = facts(item);
        match facts.quick_xor_hash {
            Some(told) if told == BASE64.encode(self.hash.digest()) => Agreement::Same,
            Some(_) => Agreement::Other,
            None if facts.size.is_none() => Agreement::Untold,
            None if facts.size != Some(self.hash.length()) => Agreement::Other,
            None if self.hash.length() == 0 => Agreement::Same,
            None => Agreement::Untold,
        }
    }

    /// Judges what lies at the place where it was sent. `us` is our application; `is_rewritten` says that
    /// the service may have written into it.
    pub(super) fn judge(&self, item: &DriveItem, us: &ClientId, is_rewritten: bool) -> Verdict {
        match self.agreement(item) {
            _ if item.file.is_none() => return Verdict::Other,
            Agreement::Same if self.is_untouched(item) => return Verdict::Other,
            // The old one, of the same bytes, or ours to which somebody has given other times since.
            Agreement::Same if self.before == Before::Unknown && self.has_other_times(item) => {
                return Verdict::Unclear;
            }
            Agreement::Same => return Verdict::Ours,
            Agreement::Other if !is_rewritten => return Verdict::Other,
            Agreement::Other | Agreement::Untold => {}
        }
        let likeness = match &self.before {
            Before::Unknown => Likeness::Untold,
            Before::Nothing => Likeness::Other,
            Before::File(old) => old.content.compare(&facts(item)),
        };
        let writer = item.last_writer().map(|id| is_application(id, us));
        if likeness == Likeness::Same || writer == Some(false) || self.is_too_old(item) {
            return Verdict::Other;
        }
        let is_signed = match self.bears_times(item) {
            Some(bears) => bears,
            // All our users write as one application.
            None => writer == Some(true) && self.gives_way,
        };
        match likeness {
            Likeness::Other if is_signed => Verdict::Ours,
            _ => Verdict::Unclear,
        }
    }

    /// Whether it is the old content, which is the new one, too, but without the new times.
    fn is_untouched(&self, item: &DriveItem) -> bool {
        let Before::File(old) = &self.before else {
            return false;
        };
        self.has_other_times(item) && old.content.compare(&facts(item)) == Likeness::Same
    }

    /// Whether it bears other times than those that went along.
    fn has_other_times(&self, item: &DriveItem) -> bool {
        self.bears_times(item) == Some(false)
    }

    /// Whether nobody has written since before we began. Where times of the client's went along, the
    /// service's own may be those.
    fn is_too_old(&self, item: &DriveItem) -> bool {
        let written_at = item.written_at().filter(|_| self.times.is_none());
        written_at.is_some_and(|then| then.after(CLOCKS) < self.began_at)
    }

    /// Whether it bears the times that went along; `None` where there are none to compare.
    fn bears_times(&self, item: &DriveItem) -> Option<bool> {
        let seconds = |time: Timestamp| time.unix_ms().div_euclid(1_000);
        let wanted = self.times?.modified_at;
        let told = item.client_modified_at()?;
        Some(seconds(told) == seconds(wanted))
    }
}

fn is_application(id: &str, us: &ClientId) -> bool {
    id.eq_ignore_ascii_case(us.as_str())
}

/// What an item tells of its bytes.
fn facts(item: &DriveItem) -> ContentFacts {
    let hashes = item.file.as_ref().and_then(|file| file.hashes.as_ref());
    ContentFacts {
        tag: item.c_tag.clone().filter(|tag| !tag.is_empty()),
        size: item.size.and_then(|size| u64::try_from(size).ok()),
        quick_xor_hash: hashes.and_then(|hashes| hashes.quick_xor_hash.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ItemId;

    const US: &str = "00000000-0000-0000-0000-00000000abcd";
    const BEGAN: &str = "2026-11-20T17:00:00Z";

    fn expected(before: Before, times: Option<Times>) -> Expected {
        let mut hash = QuickXor::default();
        hash.update(b"new");
        let began_at = item(&format!(r#""lastModifiedDateTime":"{BEGAN}""#)).written_at();
        Expected {
            hash,
            before,
            times,
            began_at: began_at.expect("a time"),
            gives_way: true,
        }
    }

    fn item(rest: &str) -> DriveItem {
        let text = format!(r#"{{"id":"1","name":"a.docx",{rest}}}"#);
        serde_json::from_str(&text).expect("an item")
    }

    fn old() -> Before {
        Before::File(Replaced {
            id: ItemId::parse("1").expect("an id"),
            etag: None,
            content: ContentFacts {
                tag: Some("c1".to_owned()),
                size: Some(9),
                quick_xor_hash: Some("old".to_owned()),
            },
        })
    }

    fn judge(expected: &Expected, rest: &str) -> Verdict {
        let us = ClientId::parse(US).expect("an id");
        expected.judge(&item(rest), &us, true)
    }

    const REWRITTEN: &str =
        r#""cTag":"c2","size":50,"file":{"hashes":{"quickXorHash":"new and more"}}"#;

    fn by(application: &str) -> String {
        format!(r#"{REWRITTEN},"lastModifiedBy":{{"application":{{"id":"{application}"}}}}"#)
    }

    #[test]
    fn a_file_that_was_written_into_is_ours_where_it_is_new_and_says_so() {
        for before in [Before::Nothing, old()] {
            let expected = expected(before, None);
            assert_eq!(judge(&expected, &by(&US.to_uppercase())), Verdict::Ours);
            assert_eq!(judge(&expected, &by("another")), Verdict::Other);
            assert_eq!(judge(&expected, REWRITTEN), Verdict::Unclear);
            let earlier = format!(
                r#"{},"lastModifiedDateTime":"2026-11-20T16:50:00Z""#,
                by(US)
            );
            assert_eq!(judge(&expected, &earlier), Verdict::Other);
            let just_now = format!(
                r#"{},"lastModifiedDateTime":"2026-11-20T16:58:00Z""#,
                by(US)
            );
            assert_eq!(judge(&expected, &just_now), Verdict::Ours, "clocks differ");
        }
        assert_eq!(
            judge(&expected(Before::Unknown, None), &by(US)),
            Verdict::Unclear
        );
    }

    #[test]
    fn another_of_our_users_is_not_taken_for_ours_where_both_can_not_be_told_that_theirs_is_done() {
        let expected = Expected {
            gives_way: false,
            ..expected(Before::Nothing, None)
        };
        assert_eq!(judge(&expected, &by(US)), Verdict::Unclear);
    }

    #[test]
    fn the_same_bytes_without_their_new_times_were_not_written() {
        let times = Some(Times {
            modified_at: Timestamp::from_unix_ms(1_500_000_000_000),
            created_at: None,
        });
        let mut expected = expected(old(), times);
        let hash = BASE64.encode(expected.hash.digest());
        if let Before::File(old) = &mut expected.before {
            old.content.quick_xor_hash = Some(hash.clone());
        }
        let at = |tag: &str, time: &str| {
            format!(
                r#""cTag":"{tag}","size":9,"file":{{"hashes":{{"quickXorHash":"{hash}"}}}},
                "fileSystemInfo":{{"lastModifiedDateTime":"{time}"}}"#
            )
        };
        let untouched = at("c1", "2016-01-01T00:00:00Z");
        assert_eq!(judge(&expected, &untouched), Verdict::Other);
        let written = at("c2", "2017-07-14T02:40:00Z");
        assert_eq!(judge(&expected, &written), Verdict::Ours);
        let unseen = Expected {
            before: Before::Unknown,
            ..expected
        };
        assert_eq!(judge(&unseen, &untouched), Verdict::Unclear);
        assert_eq!(judge(&unseen, &written), Verdict::Ours);
    }

    #[test]
    fn the_old_content_is_never_the_new_one() {
        let old_one =
            r#""eTag":"another","cTag":"c1","size":9,"file":{"hashes":{"quickXorHash":"old"}}"#;
        let signed = format!(r#"{old_one},"lastModifiedBy":{{"application":{{"id":"{US}"}}}}"#);
        assert_eq!(judge(&expected(old(), None), &signed), Verdict::Other);
        let retagged = signed.replace("c1", "c2");
        assert_eq!(judge(&expected(old(), None), &retagged), Verdict::Unclear);
    }

    #[test]
    fn times_that_went_along_say_more_than_who_it_was() {
        let times = Some(Times {
            modified_at: Timestamp::from_unix_ms(1_500_000_000_500),
            created_at: None,
        });
        let expected = expected(Before::Nothing, times);
        let with = |time: &str| {
            format!(
                r#"{},"fileSystemInfo":{{"lastModifiedDateTime":"{time}"}}"#,
                by(US)
            )
        };
        assert_eq!(
            judge(&expected, &with("2017-07-14T02:40:00Z")),
            Verdict::Ours
        );
        assert_eq!(
            judge(&expected, &with("2017-07-14T02:40:01Z")),
            Verdict::Unclear
        );
        assert_eq!(judge(&expected, &by(US)), Verdict::Ours, "none are told");
    }

    #[test]
    fn a_hash_decides_alone_where_nobody_writes_into_the_file() {
        let us = ClientId::parse(US).expect("an id");
        let expected = expected(Before::Unknown, None);
        let mut same = item(r#""file":{"hashes":{"quickXorHash":"x"}}"#);
        assert_eq!(expected.judge(&same, &us, false), Verdict::Other);
        let hash = BASE64.encode(expected.hash.digest());
        let file = format!(r#""file":{{"hashes":{{"quickXorHash":"{hash}"}}}}"#);
        same = item(&file);
        assert_eq!(expected.judge(&same, &us, false), Verdict::Ours);
        let folder = item(r#""folder":{}"#);
        assert_eq!(expected.judge(&folder, &us, false), Verdict::Other);
    }
}
