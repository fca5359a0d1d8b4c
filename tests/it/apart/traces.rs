//! What of the other organization an answer holds.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;

use super::ground::{Ground, Side};
use crate::support::Answer;

/// By what the other organization is known.
pub(super) struct Traces {
    words: [&'static str; 2],
    /// Our ids.
    ids: Ids,
    /// Microsoft's.
    foreign: Vec<String>,
}

/// Many ids, looked for wherever they may stand.
#[derive(Default)]
struct Ids {
    all: HashSet<String>,
    /// How each of them begins, and how long it is.
    forms: BTreeSet<(String, usize)>,
}

impl Ids {
    fn of(ids: impl Iterator<Item = String>) -> Self {
        let mut known = Self::default();
        for id in ids {
            let (kind, _) = id.split_once('_').expect("it says its kind");
            known.forms.insert((format!("{kind}_"), id.len()));
            known.all.insert(id);
        }
        known
    }

    /// Those that the text contains, whatever stands before or after. There are too many to go through it for
    /// each: what begins like one of them is looked up.
    fn found_in<'a>(&'a self, text: &'a str) -> impl Iterator<Item = String> + 'a {
        let places = self.forms.iter().flat_map(move |(beginning, length)| {
            let starts = text.match_indices(beginning);
            starts.filter_map(move |(at, _)| text.get(at..at + length))
        });
        places
            .filter(|one| self.all.contains(*one))
            .map(str::to_owned)
    }
}

impl Traces {
    pub(super) fn of(ground: &Ground, side: Side) -> Self {
        let own = ground.ids.iter().filter(|((of, _), _)| *of == side);
        Self {
            words: [side.word(), side.plain()],
            ids: Ids::of(own.flat_map(|(_, ids)| ids).cloned()),
            foreign: ground.foreign[&side].clone(),
        }
    }

    /// Fails where the answer holds anything of it that was not sent.
    pub(super) fn assert_none(&self, who: &str, sent: &str, answer: &Answer) {
        let headers = answer.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            format!("{name}: {value}\n")
        });
        let text = headers.collect::<String>() + &answer.text();
        let sent = plain(sent);
        let found = self.found_in(&text).into_iter();
        let found: Vec<_> = found
            .filter(|trace| !sent.contains(&trace.to_lowercase()))
            .collect();
        assert!(
            found.is_empty(),
            "{who} {sent} is told {found:?}: {text:.2000}"
        );
    }

    /// Whether the answer speaks of it.
    pub(super) fn is_in(&self, answer: &Answer) -> bool {
        !self.found_in(&answer.text()).is_empty()
    }

    /// Everything of the other's in a text, and in what is encoded there.
    fn found_in(&self, text: &str) -> Vec<String> {
        let plain = unescaped(text);
        let mut found = self.standing_in(&plain);
        let runs = plain.split(|one: char| !is_base64(one));
        for run in runs.filter(|run| run.len() >= 24) {
            found.extend(decoded(run).iter().flat_map(|text| self.standing_in(text)));
        }
        found
    }

    /// Everything of the other's that stands in a text, in escapes or as it is.
    fn standing_in(&self, text: &str) -> Vec<String> {
        let plain = unescaped(text);
        let foreign = self.foreign.iter();
        let held = foreign.filter(|id| plain.contains(id.trim_start_matches("b!")));
        let found = self.named_in(&plain).into_iter();
        found
            .chain(self.ids.found_in(&plain))
            .chain(held.cloned())
            .collect()
    }

    /// The names in a text that carry one of the words, each as a whole.
    fn named_in(&self, text: &str) -> Vec<String> {
        let folded = text.to_lowercase();
        if !self.words.iter().any(|word| folded.contains(word)) {
            return Vec::new();
        }
        let names = folded.split(|one: char| !(one.is_alphanumeric() || "-.@_".contains(one)));
        let names = names.filter(|name| self.words.iter().any(|word| name.contains(word)));
        names.map(str::to_owned).collect()
    }
}

fn is_base64(one: char) -> bool {
    one.is_ascii_alphanumeric() || "-_+/=".contains(one)
}

/// Takes what is left over at the end for what it is: the rest of a run that began elsewhere.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// What a run of letters says in either alphabet, wherever in it the encoded part begins: an address that
/// leads to something encoded is one run with it.
fn decoded(run: &str) -> Vec<String> {
    let engines = [&URL_SAFE, &STANDARD].map(|alphabet| GeneralPurpose::new(alphabet, LENIENT));
    let parts = run.split(['/', '=']).chain([run.trim_end_matches('=')]);
    let parts = parts.filter(|part| part.len() >= 24);
    let starts = parts.flat_map(|part| (0..4).filter_map(move |start| part.get(start..)));
    let mut texts = Vec::new();
    for part in starts {
        let whole = match part.len() % 4 {
            1 => part.get(..part.len() - 1).unwrap_or_default(),
            _ => part,
        };
        let read = engines
            .iter()
            .filter_map(|engine| engine.decode(whole).ok());
        texts.extend(read.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
    }
    texts
}

/// A text without escapes, and without those that its escapes stand for.
fn unescaped(text: &str) -> Cow<'_, str> {
    let mut plain = Cow::Borrowed(text);
    for _ in 0..3 {
        if !plain.contains('%') {
            break;
        }
        let decoded = percent_decode_str(&plain).decode_utf8_lossy().into_owned();
        plain = Cow::Owned(decoded);
    }
    plain
}

/// What was sent, as it may come back: decoded, twice even, and without regard to case.
fn plain(sent: &str) -> String {
    let once = percent_decode_str(sent).decode_utf8_lossy().into_owned();
    let twice = percent_decode_str(&once).decode_utf8_lossy().into_owned();
    format!("{sent}\n{once}\n{twice}").to_lowercase()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

    use super::*;

    const OURS: &str = "mnt_0198f3a2-0001-7001-8000-000000000042";
    const THEIRS: &str = "b!q7-x_Zc0pQw3ZyXk2LmN9";

    fn traces() -> Traces {
        Traces {
            words: ["zulubéta", "zulubeta"],
            ids: Ids::of(
                [OURS, "acc_0198f3a2-0001-7000-8000-000000000001"]
                    .map(str::to_owned)
                    .into_iter(),
            ),
            foreign: vec![THEIRS.to_owned()],
        }
    }

    #[test]
    fn an_id_is_found_wherever_it_stands() {
        let traces = traces();
        for id in [OURS, THEIRS, "zulubéta-0007"] {
            let object = format!("{{\"v\":1,\"at\":\"{id}\",\"n\":7}}");
            let mut texts = vec![
                id.to_owned(),
                object.clone(),
                format!("/api/v1/admin/mounts/{id}"),
                format!("/api/v1/admin/mounts/{id}/test?x=1"),
                format!("x{id}x"),
                format!("a-{id}-b_{id}"),
                format!("location: /@admin/mounts/{}", crate::support::encoded(id)),
            ];
            for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD] {
                for said in [&object, &format!("ab{object}"), &format!("a{object}c")] {
                    let run = engine.encode(said);
                    texts.extend([
                        format!("\"next_cursor\":\"{run}\""),
                        format!("?cursor={run}&x"),
                        format!("?cursor={}&x", crate::support::encoded(&run)),
                        format!("1.key.17.{run}.mac"),
                        format!("/@s/{run}/more"),
                        format!("AB{run}"),
                    ]);
                }
            }
            for text in texts {
                assert!(!traces.found_in(&text).is_empty(), "{id} in {text}");
            }
        }
    }

    #[test]
    fn what_is_not_the_others_is_not_found() {
        let other = OURS.replace("42", "43");
        for text in [other.as_str(), "mnt_", "/api/v1/admin/mounts", "zulu beta"] {
            assert_eq!(traces().found_in(text), Vec::<String>::new(), "{text}");
        }
    }
}
