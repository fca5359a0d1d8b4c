//! Requests written by hand, byte for byte: what no well-bred client sends.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::House;

/// Status and body of the answer to a request whose target is sent as it stands.
pub(crate) async fn ask(house: &House, method: &str, target: &[u8], token: &str) -> (u16, String) {
    let mut request = [method.as_bytes(), b" ", target, b" HTTP/1.1\r\n"].concat();
    let headers = format!(
        "Host: {}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n",
        house.url().trim_start_matches("http://")
    );
    request.extend_from_slice(headers.as_bytes());
    send(house, &request).await
}

/// Sends these bytes and reads until the server closes the connection: status and body.
pub(crate) async fn send(house: &House, request: &[u8]) -> (u16, String) {
    let text = exchange(house, request).await;
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
    (status.unwrap_or(0), body.to_owned())
}

/// Sends these bytes and reads until the server closes the connection: all that came.
pub(crate) async fn exchange(house: &House, request: &[u8]) -> String {
    let address = house.url();
    let mut stream = TcpStream::connect(address.trim_start_matches("http://"))
        .await
        .expect("the server listens");
    stream.write_all(request).await.expect("the server reads");
    let mut answer = Vec::new();
    // A server that closes before it has read everything resets the connection: what came is the answer.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// A connection on which a request was answered, and which is kept open for the next one.
pub(crate) async fn keep(url: &str) -> TcpStream {
    let address = url.trim_start_matches("http://");
    let stream = TcpStream::connect(address).await;
    let mut stream = stream.expect("the server listens");
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let sent = stream.write_all(request.as_bytes()).await;
    sent.expect("the server reads");
    let mut answer = [0; 12];
    let read = stream.read_exact(&mut answer).await;
    read.expect("the server answers");
    assert_eq!(&answer, b"HTTP/1.1 200");
    stream
}
