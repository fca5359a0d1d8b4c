//! Reading JSON bodies: strictly, and with a pointer (RFC 6901) to whatever is wrong.

mod body;
mod flaw;
mod tracked;
mod unique;

pub(super) use body::{BODY_LIMIT, JsonBody};
#[cfg(test)]
pub(super) use tracked::read;
