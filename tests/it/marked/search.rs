//! Secrets, and where they have been seen.

use std::path::Path;

use crate::support::Answer;

/// Everything that must be found nowhere, and every answer so far.
#[derive(Debug, Default)]
pub(super) struct Search {
    secrets: Vec<(String, Vec<u8>)>,
    answers: Vec<(String, String)>,
}

impl Search {
    /// From now on this is looked for.
    pub(super) fn plant(&mut self, what: &str, secret: &str) {
        self.plant_bytes(what, secret.as_bytes());
    }

    /// The same of what is no text.
    pub(super) fn plant_bytes(&mut self, what: &str, secret: &[u8]) {
        assert!(secret.len() >= 8, "{what} could be found by chance");
        self.plant_short(what, secret);
    }

    /// The same of something so short that chance could bring it about where bytes are random: looked for in
    /// texts alone.
    pub(super) fn plant_short(&mut self, what: &str, secret: impl AsRef<[u8]>) {
        self.secrets
            .push((what.to_owned(), secret.as_ref().to_vec()));
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
        let is_text = std::str::from_utf8(bytes).is_ok();
        let secrets = self.secrets.iter();
        for (what, secret) in secrets.filter(|(_, secret)| is_text || secret.len() >= 8) {
            let shown = String::from_utf8_lossy(secret);
            assert!(
                position(bytes, secret).is_none(),
                "{what} ({shown}) is in {place}: {}",
                around(bytes, secret)
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
