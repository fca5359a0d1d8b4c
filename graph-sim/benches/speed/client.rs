//! A client of HTTP/1.1 that does next to nothing.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How a body ends whose length is not said (RFC 9112, section 7.1).
const LAST_CHUNK: &[u8] = b"\r\n0\r\n\r\n";

/// A request as it is sent.
pub(crate) type Request = Arc<[u8]>;

/// A connection that is kept.
pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    pub(crate) async fn new(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: vec![0; 256 << 10],
        })
    }

    /// Sends a request and reads its answer; tells the length of the body as it was sent.
    pub(crate) async fn exchange(&mut self, request: &Request) -> io::Result<usize> {
        let (head, body) = self.begin(request).await?;
        match content_length(&head) {
            Some(length) => {
                self.skip(length.saturating_sub(body.len())).await?;
                Ok(length)
            }
            None => self.skip_chunks(&body).await,
        }
    }

    /// The same with the answer's body as text, which is small.
    pub(crate) async fn read(&mut self, request: &Request) -> io::Result<String> {
        let (_, mut body) = self.begin(request).await?;
        while !body.ends_with(LAST_CHUNK) {
            let count = self.receive(usize::MAX).await?;
            body.extend_from_slice(self.buffer.get(..count).unwrap_or_default());
        }
        String::from_utf8(body).map_err(io::Error::other)
    }

    /// Sends a request; the head of the answer and what of the body came with it.
    async fn begin(&mut self, request: &Request) -> io::Result<(String, Vec<u8>)> {
        self.stream.write_all(request).await?;
        let mut read = Vec::new();
        loop {
            let count = self.stream.read(&mut self.buffer).await?;
            if count == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            read.extend_from_slice(self.buffer.get(..count).unwrap_or_default());
            if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
                let body = read.split_off(end + 4);
                let head = String::from_utf8(read).map_err(io::Error::other)?;
                if !head.starts_with("HTTP/1.1 20") {
                    return Err(io::Error::other(head));
                }
                return Ok((head, body));
            }
        }
    }

    async fn skip(&mut self, mut rest: usize) -> io::Result<()> {
        while rest > 0 {
            rest -= self.receive(rest).await?;
        }
        Ok(())
    }

    /// Skips a body of which only the end tells the length.
    async fn skip_chunks(&mut self, begun: &[u8]) -> io::Result<usize> {
        let mut length = begun.len();
        let mut end = begun.to_vec();
        while !end.ends_with(LAST_CHUNK) {
            let count = self.receive(usize::MAX).await?;
            length += count;
            let tail = count.saturating_sub(LAST_CHUNK.len());
            end.drain(..end.len().saturating_sub(LAST_CHUNK.len()));
            end.extend_from_slice(self.buffer.get(tail..count).unwrap_or_default());
        }
        Ok(length)
    }

    async fn receive(&mut self, most: usize) -> io::Result<usize> {
        let most = most.min(self.buffer.len());
        let space = self.buffer.get_mut(..most).unwrap_or_default();
        match self.stream.read(space).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            count => Ok(count),
        }
    }
}

fn content_length(head: &str) -> Option<usize> {
    let head = head.to_ascii_lowercase();
    let mut lines = head.lines();
    let value = lines.find_map(|line| line.strip_prefix("content-length: "))?;
    value.trim().parse().ok()
}
