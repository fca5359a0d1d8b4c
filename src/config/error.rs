//! Why the settings can't be used.

use std::fmt;
use std::path::{Path, PathBuf};

use super::place::{Flaw, Place};

/// One message for whoever wrote the settings: file, line, column and reason, on one line. It holds
/// no secret, and what lies beneath it (a YAML or I/O error) is told in the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    file: Option<PathBuf>,
    place: Place,
    reason: String,
}

impl ConfigError {
    pub(super) fn new(file: Option<&Path>, flaw: &Flaw) -> Self {
        Self {
            file: file.map(Path::to_path_buf),
            place: flaw.place,
            reason: without_controls(&flaw.reason),
        }
    }

    /// Where the flaw is.
    pub fn place(&self) -> Place {
        self.place
    }

    /// What is wrong, without the place.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl std::error::Error for ConfigError {}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.place, &self.file) {
            (Place::Variable(name), _) => write!(formatter, "{name}: ")?,
            (Place::Line { line, column }, Some(file)) => {
                write!(formatter, "{}:{line}:{column}: ", file.display())?;
            }
            (Place::Line { line, column }, None) => write!(formatter, "{line}:{column}: ")?,
            (Place::Whole, Some(file)) => write!(formatter, "{}: ", file.display())?,
            (Place::Whole, None) => {}
        }
        formatter.write_str(&self.reason)
    }
}

/// The same text on one line, whatever was written into the file.
fn without_controls(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}
