//! What of the other organization an answer holds.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::percent_decode_str;

use super::ground::{Ground, Side};
use crate::support::Answer;

/// By what the other organization is known.
pub(super) struct Traces {
    words: [&'static str; 2],
    ids: HashSet<String>,
    foreign: Vec<String>,
}

impl Traces {
    pub(super) fn of(ground: &Ground, side: Side) -> Self {
        let own = ground.ids.iter().filter(|((of, _), _)| *of == side);
        Self {
            words: [side.word(), side.plain()],
            ids: own.flat_map(|(_, ids)| ids).cloned().collect(),
            foreign: ground.foreign[&side].clone(),
        }
    }

    /// Fails where the answer holds anything of it that was not sent.
    pub(super) fn assert_none(&self, who: &str, sent: &str, answer: &Answer) {
        let headers = answer.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            format!(
                "{name}: {}\n",
                percent_decode_str(&value).decode_utf8_lossy()
            )
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
        let mut found = self.named_in(text);
        for run in text.split(|one: char| !is_base64(one)) {
            if self.ids.contains(run) {
                found.push(run.to_owned());
            }
            if run.len() >= 24 {
                let decoded = URL_SAFE_NO_PAD
                    .decode(run)
                    .or_else(|_| STANDARD_NO_PAD.decode(run));
                let inside = decoded.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
                found.extend(
                    inside
                        .map(|inside| self.named_in(&inside))
                        .unwrap_or_default(),
                );
            }
        }
        let foreign = self
            .foreign
            .iter()
            .filter(|id| text.contains(id.trim_start_matches("b!")));
        found.extend(foreign.cloned());
        found
    }

    /// The names in a text that carry one of the words, each as a whole.
    fn named_in(&self, text: &str) -> Vec<String> {
        let folded = text.to_lowercase();
        let names = folded.split(|one: char| !(one.is_alphanumeric() || "-.@_".contains(one)));
        let names = names.filter(|name| self.words.iter().any(|word| name.contains(word)));
        names.map(str::to_owned).collect()
    }
}

fn is_base64(one: char) -> bool {
    one.is_ascii_alphanumeric() || "-_+/".contains(one)
}

/// What was sent, as it may come back: decoded, twice even, and without regard to case.
fn plain(sent: &str) -> String {
    let once = percent_decode_str(sent).decode_utf8_lossy().into_owned();
    let twice = percent_decode_str(&once).decode_utf8_lossy().into_owned();
    format!("{sent}\n{once}\n{twice}").to_lowercase()
}
