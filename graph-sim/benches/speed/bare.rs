//! What sockets alone can do: the same bytes to and fro, and nothing done with them.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::busy;

const CHUNK: usize = 128 << 10;

/// Seconds per exchange of so many bytes, when so many connections are busy with it.
pub(crate) async fn measure(
    connections: usize,
    asked: usize,
    answered: usize,
    while_: Duration,
) -> io::Result<f64> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut clients = Vec::new();
    for _ in 0..connections {
        let client = TcpStream::connect(listener.local_addr()?).await?;
        let (server, _) = listener.accept().await?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        answer(server, asked, answered);
        clients.push((client, vec![0; CHUNK]));
    }
    busy(
        clients,
        while_,
        move |(mut client, mut buffer)| async move {
            send(&mut client, &buffer, asked).await?;
            receive(&mut client, &mut buffer, answered).await?;
            Ok((client, buffer))
        },
    )
    .await
}

#[expect(clippy::disallowed_methods, reason = "the other end of a measurement")]
fn answer(mut server: TcpStream, asked: usize, answered: usize) {
    drop(tokio::spawn(async move {
        let mut buffer = vec![0; CHUNK];
        // It ends when the client has gone.
        while receive(&mut server, &mut buffer, asked).await.is_ok() {
            if send(&mut server, &buffer, answered).await.is_err() {
                return;
            }
        }
    }));
}

async fn send(stream: &mut TcpStream, buffer: &[u8], mut rest: usize) -> io::Result<()> {
    while rest > 0 {
        let piece = buffer.get(..rest.min(CHUNK)).unwrap_or_default();
        stream.write_all(piece).await?;
        rest -= piece.len();
    }
    Ok(())
}

async fn receive(stream: &mut TcpStream, buffer: &mut [u8], mut rest: usize) -> io::Result<()> {
    while rest > 0 {
        let space = buffer.get_mut(..rest.min(CHUNK)).unwrap_or_default();
        let count = stream.read(space).await?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        rest -= count;
    }
    Ok(())
}
