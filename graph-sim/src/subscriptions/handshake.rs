//! How an address proves that it wants to be notified.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use http::{StatusCode, header};

use super::callback::CallbackUrl;
use super::post::{Letter, Receipt, post};
use crate::doors;

/// Why an address is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HandshakeFault {
    TimedOut,
    Unreachable,
    /// Another status than 200.
    Status(StatusCode),
    /// Another text than the token, or not plain text.
    Mismatch,
}

/// Asks an address to repeat a token: "Receive change notifications through webhooks",
/// `notificationUrl` validation. The token has blanks and colons, so that whoever repeats it without
/// decoding it fails.
pub(crate) async fn shake_hands(
    url: &CallbackUrl,
    patience: Duration,
) -> Result<(), HandshakeFault> {
    let token = format!(
        "Validation: Testing client application reachability for subscription Request-Id: {}",
        doors::random_guid()
    );
    let encoded: String = url::form_urlencoded::byte_serialize(token.as_bytes()).collect();
    let letter = Letter {
        content_type: "text/plain; charset=utf-8",
        parameter: Some(format!("validationToken={encoded}")),
        body: Bytes::new(),
    };
    match post(url, letter, patience).await {
        Ok(receipt) => check(&receipt, &token),
        Err(error) if error.kind() == io::ErrorKind::TimedOut => Err(HandshakeFault::TimedOut),
        Err(_) => Err(HandshakeFault::Unreachable),
    }
}

fn check(receipt: &Receipt, token: &str) -> Result<(), HandshakeFault> {
    if receipt.status != StatusCode::OK {
        return Err(HandshakeFault::Status(receipt.status));
    }
    let kind = receipt.headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("text/plain") && receipt.body == token.as_bytes() {
        Ok(())
    } else {
        Err(HandshakeFault::Mismatch)
    }
}
