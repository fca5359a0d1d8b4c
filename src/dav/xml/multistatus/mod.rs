//! The answer about many resources (RFC 4918, section 13), written straight into frames of bytes.

use bytes::Bytes;
use http::StatusCode;

use super::error_body::Precondition;
use super::href::Href;
use super::names::NameRef;
use super::writer::{Elements, begin_document, end_document};

/// About how large a frame is, in bytes: a response is never cut.
const FRAME: usize = 64 * 1024;

/// The name of the root.
const ROOT: &str = "multistatus";

/// A multistatus being written.
#[derive(Debug)]
pub struct Multistatus {
    full: Vec<Bytes>,
    /// What the full frames hold, in bytes.
    weight: usize,
    frame: Vec<u8>,
}

impl Multistatus {
    /// One without responses.
    pub fn new() -> Self {
        let mut frame = new_frame();
        begin_document(&mut frame, ROOT);
        Self {
            full: Vec::new(),
            weight: 0,
            frame,
        }
    }

    /// Adds a response about properties.
    pub fn response(&mut self, href: &Href, write: impl FnOnce(&mut Propstats<'_>)) {
        self.add(href, |out| {
            let mut propstats = Propstats { out };
            write(&mut propstats);
        });
    }

    /// Adds a response about the resource itself: what became of it, and which rule it broke.
    pub fn status(&mut self, href: &Href, status: StatusCode, broken: Option<&Precondition>) {
        self.add(href, |out| {
            let mut elements = Elements::new(out);
            write_status(&mut elements, status);
            write_error(&mut elements, broken);
        });
    }

    /// How much is written by now, in bytes.
    pub const fn weight(&self) -> usize {
        self.weight + self.frame.len()
    }

    /// Ends the document and gives all frames, in order.
    pub fn finish(mut self) -> Vec<Bytes> {
        end_document(&mut self.frame, ROOT);
        self.full.push(self.frame.into());
        self.full
    }

    fn add(&mut self, href: &Href, write: impl FnOnce(&mut Vec<u8>)) {
        self.frame.extend_from_slice(b"<D:response><D:href>");
        self.frame.extend_from_slice(href.as_str().as_bytes());
        self.frame.extend_from_slice(b"</D:href>");
        write(&mut self.frame);
        self.frame.extend_from_slice(b"</D:response>");
        if self.frame.len() >= FRAME {
            let frame = std::mem::replace(&mut self.frame, new_frame());
            self.weight += frame.len();
            self.full.push(frame.into());
        }
    }
}

impl Default for Multistatus {
    fn default() -> Self {
        Self::new()
    }
}

/// The properties of one resource, in groups of one status each. What was found comes first: Duplicati reads no
/// further.
#[derive(Debug)]
pub struct Propstats<'a> {
    out: &'a mut Vec<u8>,
}

impl Propstats<'_> {
    /// The properties with their values: 200. Perhaps none.
    pub fn found(&mut self, write: impl FnOnce(&mut Elements<'_>)) {
        self.group(StatusCode::OK, None, write);
    }

    /// The properties that got this status, by name; no group where there are none.
    pub fn named<'n>(
        &mut self,
        status: StatusCode,
        names: impl IntoIterator<Item = NameRef<'n>>,
        broken: Option<&Precondition>,
    ) {
        let mut names = names.into_iter().peekable();
        if names.peek().is_some() {
            self.group(status, broken, |elements| {
                names.for_each(|name| elements.empty(name));
            });
        }
    }

    fn group(
        &mut self,
        status: StatusCode,
        broken: Option<&Precondition>,
        write: impl FnOnce(&mut Elements<'_>),
    ) {
        Elements::new(self.out).element(NameRef::dav("propstat"), |propstat| {
            propstat.element(NameRef::dav("prop"), write);
            write_status(propstat, status);
            write_error(propstat, broken);
        });
    }
}

/// A frame with room for the response that crosses the line.
fn new_frame() -> Vec<u8> {
    Vec::with_capacity(FRAME + 4 * 1024)
}

/// A status line. Clients read the number only; a status without a name of its own gets none.
fn write_status(elements: &mut Elements<'_>, status: StatusCode) {
    let line = match status {
        StatusCode::OK => "HTTP/1.1 200 OK",
        StatusCode::NOT_FOUND => "HTTP/1.1 404 Not Found",
        _ => {
            let reason = status.canonical_reason().unwrap_or("Status");
            let line = format!("HTTP/1.1 {} {reason}", status.as_str());
            return elements.text(NameRef::dav("status"), &line);
        }
    };
    elements.text(NameRef::dav("status"), line);
}

fn write_error(elements: &mut Elements<'_>, broken: Option<&Precondition>) {
    if let Some(broken) = broken {
        elements.element(NameRef::dav("error"), |error| broken.write(error));
    }
}

#[cfg(test)]
mod tests;
