//! What an error says: the envelope of "Microsoft Graph error responses", in its variants.

use http::StatusCode;
use http::header::{self, HeaderValue};
use serde_json::{Map, Value, json};

use super::fault::Fault;
use crate::net::{Reply, text};
use crate::state::State;
use crate::switches::{Envelope, ErrorSwitches, GatewayBody, InnerErrorKey};

/// The ids by which both sides name a request.
#[derive(Debug)]
pub(crate) struct RequestIds {
    pub(crate) request: String,
    pub(crate) client: String,
}

/// The body of an error.
pub(super) fn write(state: &State, fault: &Fault, ids: &RequestIds) -> Value {
    let switches = state.switches.current().errors;
    let silent = state.says_nothing(switches.unknown_per_mille);
    let (code, message, inner) = if silent {
        ("UnknownError", "", None)
    } else {
        let inner = fault.inner.filter(|_| switches.inner_codes);
        (fault.code, fault.message.as_str(), inner)
    };
    let mut error = Map::new();
    error.insert("code".to_owned(), code.into());
    error.insert("message".to_owned(), message.into());
    let key = key(&switches);
    error.insert(key.to_owned(), inner_error(state, &switches, inner, ids));
    if switches.envelope == Envelope::Nested {
        let details = json!([{ "code": code, "message": message, "target": "request" }]);
        error.insert("details".to_owned(), details);
        error.insert("target".to_owned(), "request".into());
        let localized = json!({ "locale": "en-US", "value": message });
        error.insert("localizedMessage".to_owned(), localized);
    }
    json!({ "error": error })
}

/// The inner error; its date has no zone, as in life.
fn inner_error(
    state: &State,
    switches: &ErrorSwitches,
    code: Option<&str>,
    ids: &RequestIds,
) -> Value {
    let date = state.clock.now().strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let mut inner = Map::new();
    match (code, switches.envelope) {
        (None, _) => {}
        (Some(code), Envelope::Plain) => {
            inner.insert("code".to_owned(), code.into());
        }
        (Some(code), Envelope::Nested) => {
            inner.insert(key(switches).to_owned(), json!({ "code": code }));
        }
    }
    inner.insert("date".to_owned(), date.into());
    inner.insert("request-id".to_owned(), ids.request.clone().into());
    inner.insert("client-request-id".to_owned(), ids.client.clone().into());
    inner.into()
}

fn key(switches: &ErrorSwitches) -> &'static str {
    match switches.inner_error {
        InnerErrorKey::InnerError => "innerError",
        InnerErrorKey::Innererror => "innererror",
    }
}

/// What stands in the place of Graph's envelope when a gateway answers; none where the switch leaves it.
pub(crate) fn of_gateway(state: &State, status: StatusCode) -> Option<Reply> {
    let is_gateways = matches!(
        status,
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
    );
    let (kind, body) = match state.switches.current().errors.gateway_body {
        _ if !is_gateways => return None,
        GatewayBody::AsGiven => return None,
        GatewayBody::Html => {
            let page = format!(
                "<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"
            );
            ("text/html", page)
        }
        GatewayBody::Truncated => {
            let half = r#"{"error":{"code":"UnknownError","mess"#;
            ("application/json", half.to_owned())
        }
    };
    let mut reply = text(status, body);
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    Some(reply)
}
