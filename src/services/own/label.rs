//! What the owner says of a pass: a name, and when it is to end.

use crate::domain::{Invalid, Result, Timestamp};

/// Accepts what people call a pass: one line of 1 to 64 characters, without the blanks around it.
pub(super) fn check_name(name: &str) -> Result<String> {
    let name = name.trim();
    let sound = (1..=64).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if sound {
        return Ok(name.to_owned());
    }
    let reason = "must be one line of 1 to 64 characters";
    Err(Invalid::new("name", "invalid_name", reason).into())
}

/// Accepts an end that lies ahead, or none.
pub(super) fn check_end(expires_at: Option<Timestamp>, now: Timestamp) -> Result<()> {
    if expires_at.is_none_or(|end| end > now) {
        return Ok(());
    }
    let reason = "must lie in the future";
    Err(Invalid::new("expires_at", "invalid_time", reason).into())
}
