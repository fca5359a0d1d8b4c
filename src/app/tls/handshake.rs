//! The beginning of a connection with TLS.

use std::io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy, sink};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use super::keeper::Keeper;
use crate::app::watched::Watched;

/// The whole answer to plain HTTP: whoever has typed `http://` sees what is wrong.
const PLAIN: &str = "HTTP/1.1 400 Bad Request\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\
    Content-Length: 42\r\n\
    Connection: close\r\n\
    \r\n\
    This port speaks https; so must you here.\n";

/// The most bytes of a plain request that are read while its sender reads our answer.
const PLAIN_READ: u64 = 64 * 1024;

/// Shakes hands; how long it may take is for the connection's activity to say. Fails where the other side
/// speaks no TLS, or none of ours.
pub(in crate::app) async fn shake_hands(
    stream: Watched<TcpStream>,
    keeper: &Keeper,
) -> io::Result<TlsStream<Watched<TcpStream>>> {
    if speaks_plainly(stream.as_ref()).await? {
        return Err(turn_away(stream).await.err().unwrap_or_else(|| {
            let kind = io::ErrorKind::InvalidData;
            io::Error::new(kind, "the other side speaks plain HTTP")
        }));
    }
    keeper.acceptor().accept(stream).await
}

/// Methods of HTTP begin with a letter, and so does the preface of HTTP/2. Records of TLS begin with their
/// type, which is none (RFC 8446, section 5.1).
async fn speaks_plainly(stream: &TcpStream) -> io::Result<bool> {
    let mut first = [0];
    let read = stream.peek(&mut first).await?;
    Ok(read == 1 && first[0].is_ascii_alphabetic())
}

async fn turn_away(mut stream: Watched<TcpStream>) -> io::Result<()> {
    stream.write_all(PLAIN.as_bytes()).await?;
    stream.shutdown().await?;
    // Closed with a request unread, the connection would be reset and our answer lost with it.
    copy(&mut stream.take(PLAIN_READ), &mut sink()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_to_plain_http_is_as_long_as_it_says() {
        let (head, body) = PLAIN.split_once("\r\n\r\n").expect("a head and a body");
        let length = format!("Content-Length: {}", body.len());
        assert!(head.lines().any(|line| line == length), "{}", body.len());
    }
}
