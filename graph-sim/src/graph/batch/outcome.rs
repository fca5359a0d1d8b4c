//! The answers of a batch's requests, in JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Map, Value, json};

use super::payload::Request;
use crate::net::{Defect, Reply};
use crate::switches::{BatchSwitches, HeaderNames};

/// The headers that are told, as Graph spells them.
const TOLD: [&str; 13] = [
    "Location",
    "Content-Type",
    "Retry-After",
    "OData-Version",
    "Cache-Control",
    "WWW-Authenticate",
    "Preference-Applied",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "X-Virus-Infected",
    "x-ms-resource-unit",
    "Sim-Defect",
];

/// The answer to one request.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) status: StatusCode,
    pub(super) defect: bool,
    document: Value,
}

impl Outcome {
    /// Reads an answer as it would have been sent.
    pub(super) async fn of(request: &Request, reply: Reply, switches: &BatchSwitches) -> Self {
        let (head, body) = reply.into_parts();
        let headers: Map<String, Value> = TOLD
            .iter()
            .filter_map(|name| {
                let value = head.headers.get(*name)?.to_str().ok()?;
                let name = match switches.header_names {
                    HeaderNames::Title => (*name).to_owned(),
                    HeaderNames::Lower => name.to_ascii_lowercase(),
                };
                Some((name, value.into()))
            })
            .collect();
        let kind = head.headers.get(header::CONTENT_TYPE);
        let is_json = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
        let bytes = match body.collect().await {
            Ok(collected) => collected.to_bytes(),
            Err(_) => return Self::made_up(request, StatusCode::BAD_GATEWAY, "BadGateway"),
        };
        let mut document = json!({
            "id": request.id,
            "status": head.status.as_u16(),
            "headers": headers,
        });
        let body = if is_json {
            serde_json::from_slice(&bytes).ok()
        } else {
            Some(STANDARD.encode(&bytes).into()).filter(|_| !bytes.is_empty())
        };
        if let (Some(body), Some(properties)) = (body, document.as_object_mut()) {
            properties.insert("body".to_owned(), body);
        }
        Self {
            status: head.status,
            defect: head.extensions.get::<Defect>().is_some(),
            document,
        }
    }

    /// The answer to a request that was not executed because another failed.
    pub(super) fn failed_dependency(request: &Request) -> Self {
        Self::made_up(request, StatusCode::FAILED_DEPENDENCY, "FailedDependency")
    }

    fn made_up(request: &Request, status: StatusCode, code: &str) -> Self {
        let message = "A request that this one needs has failed.";
        Self {
            status,
            defect: false,
            document: json!({
                "id": request.id,
                "status": status.as_u16(),
                "headers": { "Content-Type": "application/json" },
                "body": { "error": { "code": code, "message": message } },
            }),
        }
    }

    pub(super) fn into_document(self) -> Value {
        self.document
    }
}
