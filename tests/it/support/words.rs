//! Small things that are said in many tests.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// The text of a member that is there.
#[track_caller]
pub(crate) fn text(value: &Value, key: &str) -> String {
    let text = value[key].as_str();
    text.unwrap_or_else(|| unreachable!("`{key}` of {value}"))
        .to_owned()
}

/// Every character that may be written otherwise in an address, written otherwise.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
