//! Files that hold one secret.

use std::path::Path;

use crate::domain::Secret;

/// No client secret is longer; whoever points to a larger file has mistaken it.
const MAX_BYTES: usize = 4_096;

/// The one line that a secret's file holds, without the line break that editors add. The complaint
/// names the file and never what is in it.
pub(super) fn read_secret_file(path: &Path) -> Result<Secret<String>, String> {
    let bytes = std::fs::read(path)
        .map_err(|error| format!("can't be read from {}: {error}", path.display()))?;
    let flaw = |reason: &str| format!("can't be taken from {}: {reason}", path.display());
    if bytes.len() > MAX_BYTES {
        return Err(flaw("the file is too large for a secret"));
    }
    let text = String::from_utf8(bytes).map_err(|_| flaw("the file is not UTF-8"))?;
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        return Err(flaw("the file is empty"));
    }
    if secret.chars().any(char::is_control) {
        return Err(flaw("the file holds more than one line"));
    }
    Ok(Secret::new(secret.to_owned()))
}
