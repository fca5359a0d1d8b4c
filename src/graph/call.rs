//! One call to Graph, as a value: what is asked, of whom, and at what price.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::Serialize;

use crate::domain::{DriveId, ETag};

use super::budget::Cost;
use super::refusal::Subject;

/// One call, whether it reads or writes.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) operation: &'static str,
    pub(super) subject: Subject,
    pub(super) method: Method,
    pub(super) url: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
    pub(super) cost: Cost,
    pub(super) drive: Option<DriveId>,
}

/// What a call carries. Can be sent as often as needed.
#[derive(Clone)]
pub(super) enum Body {
    Nothing,
    Json(Bytes),
    /// The bytes of a file.
    File(Bytes),
}

impl Call {
    /// A call that reads one thing.
    pub(super) fn reading(operation: &'static str, subject: Subject, url: String) -> Self {
        Self {
            operation,
            subject,
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            body: Body::Nothing,
            cost: Cost::Single,
            drive: None,
        }
    }

    /// A call to a host of bytes. Its address, which holds a token, is passed beside it: calls are printed.
    pub(super) fn of_host(operation: &'static str, method: Method) -> Self {
        Self {
            method,
            ..Self::reading(operation, Subject::Item, String::new())
        }
    }

    /// The same call, counted for a drive too.
    pub(super) fn of_drive(self, drive: &DriveId) -> Self {
        Self {
            drive: Some(drive.clone()),
            ..self
        }
    }

    /// The same call at another price.
    pub(super) fn costing(self, cost: Cost) -> Self {
        Self { cost, ..self }
    }

    /// The same call at another address.
    pub(super) fn at(&self, url: String) -> Self {
        Self {
            url,
            ..self.clone()
        }
    }

    /// The same place, changed. Any change costs the same (SharePoint documentation, "Resource units").
    pub(super) fn changing(self, method: Method) -> Self {
        Self {
            method,
            subject: Subject::Change,
            cost: Cost::Many,
            ..self
        }
    }

    /// The call with a description of what is wanted.
    pub(super) fn with_json(self, shape: &impl Serialize) -> Self {
        let text = serde_json::to_vec(shape).expect("our shapes hold nothing that JSON can't");
        Self {
            body: Body::Json(text.into()),
            ..self
        }
    }

    /// The call with the bytes of a file.
    pub(super) fn with_file(self, bytes: Bytes) -> Self {
        Self {
            body: Body::File(bytes),
            ..self
        }
    }

    /// The call with one header more.
    pub(super) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The call, to be refused where the item bears another tag (RFC 9110, section 13.1.1).
    pub(super) fn if_match(self, tag: Option<&ETag>) -> Self {
        let Some(tag) = tag else {
            return self;
        };
        let value = HeaderValue::from_str(tag.as_str()).expect("a tag is made for a header");
        self.with_header(header::IF_MATCH, value)
    }
}

impl Body {
    /// Its length in bytes.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Json(bytes) | Self::File(bytes) => bytes.len(),
        }
    }

    /// Its media type.
    pub(super) const fn media_type(&self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Json(_) => Some("application/json"),
            Self::File(_) => Some("application/octet-stream"),
        }
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> Bytes {
        match self {
            Self::Nothing => Bytes::new(),
            Self::Json(bytes) | Self::File(bytes) => bytes.clone(),
        }
    }
}

/// Names, passwords of links and whole files are nobody's to print.
impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Body({} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_call_carries_is_not_printed() {
        let call = Call::reading("create link", Subject::Item, "https://x".to_owned())
            .changing(Method::POST)
            .with_json(&["hunter2"]);
        assert!(!format!("{call:?}").contains("hunter2"));
    }

    #[test]
    fn a_change_asks_for_the_tag_in_its_quotes() {
        let tag = ETag::requote("{3B0F},2").expect("a tag");
        let call = Call::reading("delete item", Subject::Item, "https://x".to_owned())
            .changing(Method::DELETE)
            .if_match(Some(&tag));
        assert_eq!(call.headers[header::IF_MATCH], "\"{3B0F},2\"");
        assert_eq!((call.subject, call.cost), (Subject::Change, Cost::Many));
    }
}
