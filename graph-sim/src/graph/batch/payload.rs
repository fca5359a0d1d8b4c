//! What a batch must look like.

use std::collections::{BTreeMap, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Uri};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Value;

use super::INVALID;
use crate::graph::fault::{self, Fault};
use crate::graph::inquiry::Inquiry;
use crate::net::Call;
use crate::switches::AbsoluteUrls;

/// What an address may not hold as it is; a query in a batch may have blanks.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What a request takes over from the batch, where it does not say otherwise.
const INHERITED: [HeaderName; 3] = [header::AUTHORIZATION, header::USER_AGENT, header::ACCEPT];

#[derive(Deserialize)]
struct Payload {
    requests: Vec<Written>,
}

/// A request as it is written in a batch.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    id: String,
    method: String,
    url: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<Value>,
    #[serde(default)]
    depends_on: Option<Vec<String>>,
}

/// A request of a batch.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) id: String,
    /// The address as it was written.
    pub(super) url: String,
    /// The ids of those that must have succeeded before, in lower case.
    pub(super) depends_on: Vec<String>,
    pub(super) call: Call,
}

/// Reads the requests of a batch. One that is not as it must be is reason to refuse them all.
pub(super) fn read(inquiry: &Inquiry<'_>) -> Result<Vec<Request>, Fault> {
    let payload: Payload =
        serde_json::from_slice(&inquiry.call.body).map_err(|_| fault::bad_request(INVALID))?;
    let limit = inquiry.switches.batch.limit;
    if payload.requests.is_empty() {
        return Err(fault::bad_request(INVALID));
    }
    if payload.requests.len() > limit {
        let message =
            format!("Number of batch request steps exceeds the maximum value of {limit}.");
        return Err(fault::bad_request(message));
    }
    let written = payload.requests.into_iter();
    let requests: Vec<Request> = written
        .map(|written| prepare(inquiry, written))
        .collect::<Result<_, _>>()?;
    check_ids(&requests)?;
    Ok(requests)
}

/// Ids are unique in any case of their letters, and `dependsOn` names some of them.
fn check_ids(requests: &[Request]) -> Result<(), Fault> {
    let mut known = HashSet::new();
    for request in requests {
        if request.id.is_empty() || !known.insert(request.id.to_lowercase()) {
            let message = format!("Request Id {} has to be unique in a batch.", request.id);
            return Err(fault::bad_request(message));
        }
    }
    let mut named = requests.iter().flat_map(|request| &request.depends_on);
    match named.find(|id| !known.contains(*id)) {
        None => Ok(()),
        Some(id) => {
            let message = format!("The batch holds no request '{id}' that another depends on.");
            Err(fault::bad_request(message))
        }
    }
}

fn prepare(inquiry: &Inquiry<'_>, written: Written) -> Result<Request, Fault> {
    let depends_on = written.depends_on.unwrap_or_default();
    let uri = address(inquiry, &written.url)?;
    let mut headers = headers(inquiry, &written.headers)?;
    let body = match written.body {
        None | Some(Value::Null) => Bytes::new(),
        Some(body) => encode(&headers, &body)?,
    };
    if !body.is_empty() {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    }
    let method = Method::from_bytes(written.method.to_ascii_uppercase().as_bytes());
    Ok(Request {
        id: written.id,
        url: written.url,
        depends_on: depends_on.iter().map(|id| id.to_lowercase()).collect(),
        call: Call {
            method: method.map_err(|_| fault::bad_request(INVALID))?,
            uri,
            headers,
            body,
            upload: None,
        },
    })
}

/// The address below the version of the batch's own, or a whole one where that is allowed.
fn address(inquiry: &Inquiry<'_>, url: &str) -> Result<Uri, Fault> {
    let bases = [inquiry.base_url(), inquiry.state.graph_url()];
    let accepted = inquiry.switches.batch.absolute_urls == AbsoluteUrls::Accepted;
    let path = if url.contains("://") {
        let path = bases
            .iter()
            .find_map(|base| url.strip_prefix(base.as_str()));
        let path = path.filter(|_| accepted);
        format!("/{}", path.ok_or_else(|| fault::bad_request(INVALID))?)
    } else {
        format!("/v1.0/{}", url.trim_start_matches('/'))
    };
    let path = utf8_percent_encode(&path, UNSAFE).to_string();
    path.parse().map_err(|_| fault::bad_request(INVALID))
}

fn headers(inquiry: &Inquiry<'_>, written: &BTreeMap<String, String>) -> Result<HeaderMap, Fault> {
    let invalid = || fault::bad_request(INVALID);
    let outer = &inquiry.call.headers;
    let mut headers = HeaderMap::new();
    for name in INHERITED {
        headers.extend(outer.get(&name).map(|value| (name, value.clone())));
    }
    if let Some(host) = inquiry.call.authority() {
        let host = HeaderValue::from_str(host).map_err(|_| invalid())?;
        headers.insert(header::HOST, host);
    }
    for (name, value) in written {
        let name: HeaderName = name.parse().map_err(|_| invalid())?;
        let value = HeaderValue::from_str(value).map_err(|_| invalid())?;
        headers.insert(name, value);
    }
    Ok(headers)
}

/// The bytes of a body: JSON as it is, anything else in base64. Its type must be told.
fn encode(headers: &HeaderMap, body: &Value) -> Result<Bytes, Fault> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.ok_or_else(|| {
        fault::bad_request("A request with a body must have a Content-Type header.")
    })?;
    if kind.starts_with("application/json") {
        let bytes = serde_json::to_vec(body).expect("what was JSON is JSON");
        return Ok(bytes.into());
    }
    let bytes = body.as_str().and_then(|text| {
        let plain = text.trim_end_matches('=');
        let web = URL_SAFE_NO_PAD.decode(plain);
        web.or_else(|_| STANDARD.decode(text)).ok()
    });
    bytes
        .map(Bytes::from)
        .ok_or_else(|| fault::bad_request(INVALID))
}
