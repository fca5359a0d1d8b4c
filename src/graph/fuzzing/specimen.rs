//! An answer written down: what a file of the corpus holds.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::domain::RangeRequest;
use crate::graph::transport::Answer;

/// An answer, and what is done with it.
pub(super) struct Specimen {
    /// The answer.
    pub(super) answer: Answer,
    /// Where its body is cut.
    pub(super) cut: usize,
    /// The range that was asked for.
    pub(super) asked: Option<RangeRequest>,
}

impl Specimen {
    /// Reads `STATUS CUT RANGE`, lines of headers, an empty line, and a body. What makes no sense is left
    /// out: any bytes are some answer.
    pub(super) fn read(input: &[u8]) -> Self {
        let (first, mut rest) = line(input);
        let mut words = std::str::from_utf8(first)
            .unwrap_or_default()
            .split_whitespace();
        let status = words.next().and_then(|word| word.parse().ok());
        let status = status.and_then(|status| StatusCode::from_u16(status).ok());
        let cut = words.next().and_then(|word| word.parse().ok());
        let asked = words.next().and_then(RangeRequest::parse);
        let mut headers = HeaderMap::new();
        while !rest.is_empty() {
            let (next, after) = line(rest);
            rest = after;
            if next.is_empty() {
                break;
            }
            if let Some((name, value)) = header(next) {
                headers.append(name, value);
            }
        }
        Self {
            answer: Answer {
                status: status.unwrap_or(StatusCode::OK),
                headers,
                body: rest.to_vec(),
            },
            cut: cut.unwrap_or(0),
            asked,
        }
    }
}

/// The first line without its end, and what follows.
fn line(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| *byte == b'\n');
    let (line, rest) = text.split_at(end.unwrap_or(text.len()));
    (line, rest.get(1..).unwrap_or_default())
}

fn header(line: &[u8]) -> Option<(HeaderName, HeaderValue)> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = line.split_at(colon);
    Some((
        HeaderName::from_bytes(name).ok()?,
        HeaderValue::from_bytes(value.get(1..)?.trim_ascii()).ok()?,
    ))
}
