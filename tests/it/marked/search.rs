//! Secrets, and where they have been seen.

use std::path::Path;

use crate::support::Answer;

/// Everything that must be found nowhere, and every answer so far.
#[derive(Debug, Default)]
pub(super) struct Search {
    secrets: Vec<(String, String)>,
    answers: Vec<(String, String)>,
}

impl Search {
    /// From now on this is looked for.
    pub(super) fn plant(&mut self, what: &str, secret: &str) {
        assert!(secret.len() >= 8, "{what} could be found by chance");
        self.secrets.push((what.to_owned(), secret.to_owned()));
    }

    /// An answer in which none may be.
    pub(super) fn keep(&mut self, what: &str, answer: Answer) -> Answer {
        let text = format!("{:?}\n{}", answer.headers, answer.text());
        self.answers.push((what.to_owned(), text));
        answer
    }

    /// An answer that shows one secret this one time, which is looked for everywhere else.
    pub(super) fn keep_but(&mut self, what: &str, answer: &Answer, shown: &str) {
        let text = format!("{:?}\n{}", answer.headers, answer.text());
        assert!(text.contains(shown), "{what} shows what was made: {text}");
        let text = text.replace(shown, "");
        self.answers.push((what.to_owned(), text));
        self.plant(what, shown);
    }

    /// None of them is in any answer.
    pub(super) fn assert_not_answered(&self) {
        for (what, text) in &self.answers {
            self.assert_not_in(&format!("the answer to {what}"), text.as_bytes());
        }
    }

    /// From now on only new answers count.
    pub(super) fn forget_answers(&mut self) {
        self.answers.clear();
    }

    /// None of them is in these bytes.
    pub(super) fn assert_not_in(&self, place: &str, bytes: &[u8]) {
        for (what, secret) in &self.secrets {
            let found = memchr(bytes, secret.as_bytes());
            assert!(
                !found,
                "{what} ({secret}) is in {place}: {}",
                around(bytes, secret.as_bytes())
            );
        }
    }

    /// None of them is in any file of the folder; how many files there are.
    pub(super) fn assert_not_in_files(&self, folder: &Path) -> usize {
        let files = std::fs::read_dir(folder).expect("the folder is there");
        let mut count = 0;
        for path in files.map(|file| file.expect("a file").path()) {
            if path.is_dir() {
                count += self.assert_not_in_files(&path);
                continue;
            }
            let bytes = std::fs::read(&path).expect("a file of ours");
            self.assert_not_in(&path.display().to_string(), &bytes);
            count += 1;
        }
        count
    }
}

fn memchr(bytes: &[u8], wanted: &[u8]) -> bool {
    position(bytes, wanted).is_some()
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == first);
    let mut found = starts
        .map(|(at, _)| at)
        .filter(|at| bytes[*at..].starts_with(wanted));
    found.next()
}

fn around(bytes: &[u8], wanted: &[u8]) -> String {
    let at = position(bytes, wanted).unwrap_or_default();
    let part = &bytes[at.saturating_sub(120)..(at + 160).min(bytes.len())];
    String::from_utf8_lossy(part).into_owned()
}
