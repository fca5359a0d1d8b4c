//! A client that does nothing but send and read: what it costs itself is the same for all.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::figures::now;

/// How much is read and written at once.
const BLOCK: usize = 256 * 1024;

/// A connection that is kept.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: BytesMut,
    /// What stands in the head of every request.
    common: String,
}

/// A request: method, path, and more lines of its head.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Bytes of the body as they came.
    pub(crate) length: u64,
    /// From the first byte sent to the last one read.
    pub(crate) time: Duration,
    /// The body, as far as it was to be kept.
    pub(crate) body: Vec<u8>,
}

/// The head of an answer, as far as it matters.
struct Head {
    status: u16,
    length: Option<u64>,
    is_chunked: bool,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr, authorization: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("it listens");
        stream.set_nodelay(true).expect("a socket");
        Self {
            stream,
            buffer: BytesMut::with_capacity(BLOCK),
            common: format!("Host: {address}\r\nAuthorization: {authorization}\r\n"),
        }
    }

    /// Sends a request with its body and reads the answer; keeps at most `most` bytes of its body.
    pub(crate) async fn ask(&mut self, request: Request<'_>, body: &[u8], most: usize) -> Answer {
        let begun = now();
        let mut bytes = self.head(request, body.len() as u64);
        bytes.extend_from_slice(body);
        self.stream.write_all(&bytes).await.expect("it is sent");
        self.answer(begun, most).await
    }

    /// Sends a request with a body of `length` bytes that are made of `block` again and again.
    pub(crate) async fn send(
        &mut self,
        request: Request<'_>,
        (length, block): (u64, &[u8]),
    ) -> Answer {
        let begun = now();
        let head = self.head(request, length);
        self.stream.write_all(&head).await.expect("it is sent");
        let mut left = length;
        while left > 0 {
            let part = usize::try_from(left).map_or(block.len(), |left| left.min(block.len()));
            let sent = self.stream.write_all(&block[..part]).await;
            sent.expect("it is sent");
            left -= part as u64;
        }
        self.answer(begun, 0).await
    }

    fn head(&self, request: Request<'_>, length: u64) -> Vec<u8> {
        let Request {
            method,
            path,
            headers,
        } = request;
        let common = &self.common;
        let mut head = format!("{method} {path} HTTP/1.1\r\n{common}Content-Length: {length}\r\n");
        for (name, value) in headers {
            for part in [*name, ": ", *value, "\r\n"] {
                head.push_str(part);
            }
        }
        head.push_str("\r\n");
        head.into()
    }

    async fn answer(&mut self, begun: std::time::Instant, most: usize) -> Answer {
        let head = self.read_head().await;
        let mut body = Vec::new();
        let length = match head.length {
            Some(length) => self.take(length, (&mut body, most)).await,
            None if head.is_chunked => self.take_chunks((&mut body, most)).await,
            None => 0,
        };
        Answer {
            status: head.status,
            length,
            time: begun.elapsed(),
            body,
        }
    }

    async fn read_head(&mut self) -> Head {
        let mut seen = 0;
        loop {
            let found = self.buffer[seen..].windows(4);
            if let Some(end) = found.into_iter().position(|four| four == b"\r\n\r\n") {
                let head = self.buffer.split_to(seen + end + 4);
                return Head::of(&head);
            }
            seen = self.buffer.len().saturating_sub(3);
            self.fill().await;
        }
    }

    /// Takes so many bytes; gives their number.
    async fn take(&mut self, length: u64, (body, most): (&mut Vec<u8>, usize)) -> u64 {
        let mut left = length;
        while left > 0 {
            if self.buffer.is_empty() {
                self.fill().await;
            }
            let part =
                usize::try_from(left).map_or(self.buffer.len(), |it| it.min(self.buffer.len()));
            let kept = part.min(most.saturating_sub(body.len()));
            body.extend_from_slice(&self.buffer[..kept]);
            self.buffer.advance(part);
            left -= part as u64;
        }
        length
    }

    /// Takes a body in chunks (RFC 9112, section 7.1); gives its length.
    async fn take_chunks(&mut self, (body, most): (&mut Vec<u8>, usize)) -> u64 {
        let mut length = 0;
        loop {
            let size = self.line().await;
            let size = u64::from_str_radix(size.trim(), 16).expect("the size of a chunk");
            length += self.take(size, (body, most)).await;
            let _end = self.line().await;
            if size == 0 {
                return length;
            }
        }
    }

    async fn line(&mut self) -> String {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line = self.buffer.split_to(end + 1);
                return String::from_utf8_lossy(&line).into_owned();
            }
            self.fill().await;
        }
    }

    async fn fill(&mut self) {
        self.buffer.reserve(BLOCK);
        let read = self.stream.read_buf(&mut self.buffer).await;
        assert!(read.expect("an answer") > 0, "the connection is kept");
    }
}

impl Head {
    fn of(head: &[u8]) -> Self {
        let text = String::from_utf8_lossy(head);
        let status = text.split(' ').nth(1).and_then(|it| it.parse().ok());
        let value = |name: &str| {
            let mut lines = text.lines().filter_map(|line| line.split_once(": "));
            let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value)
        };
        let status = status.expect("a status");
        Self {
            status,
            length: value("content-length")
                .and_then(|length| length.parse().ok())
                .filter(|_| status != 204),
            is_chunked: value("transfer-encoding") == Some("chunked"),
        }
    }
}
