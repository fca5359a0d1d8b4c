//! Files that hold secrets.

use std::path::Path;

use crate::domain::Secret;

/// No client secret is longer; whoever points to a larger file has mistaken it.
const MAX_BYTES: usize = 4_096;

/// No key is longer, nor a certificate with those above it.
const MAX_PEM_BYTES: usize = 65_536;

/// The one line that a secret's file holds, without the line break that editors add. The complaint
/// names the file and never what is in it.
pub(super) fn read_secret_file(path: &Path) -> Result<Secret<String>, String> {
    let text = read(path, MAX_BYTES)?;
    let flaw = |reason: &str| flaw(path, reason);
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        return Err(flaw("the file is empty"));
    }
    if secret.chars().any(char::is_control) {
        return Err(flaw("the file holds more than one line"));
    }
    Ok(Secret::new(secret.to_owned()))
}

/// A certificate or a key in PEM, as it stands in its file. What is in it is looked at later, by those who
/// know keys.
pub(super) fn read_pem_file(path: &Path) -> Result<Secret<String>, String> {
    let text = read(path, MAX_PEM_BYTES)?;
    if text.contains("-----BEGIN ") {
        Ok(Secret::new(text))
    } else {
        Err(flaw(path, "the file is no PEM"))
    }
}

fn read(path: &Path, most: usize) -> Result<String, String> {
    let bytes = std::fs::read(path)
        .map_err(|error| format!("can't be read from {}: {error}", path.display()))?;
    if bytes.len() > most {
        return Err(flaw(path, "the file is too large for a secret"));
    }
    String::from_utf8(bytes).map_err(|_| flaw(path, "the file is not UTF-8"))
}

fn flaw(path: &Path, reason: &str) -> String {
    format!("can't be taken from {}: {reason}", path.display())
}
