//! Between the program and the server: every byte passes as it is, and the witness is told before the other side
//! gets it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::wire::{Head, Part, Reader, Way};
use super::witness::{Answer, Question, Seen, Witness};
use crate::sums::Sum;

/// Listens until it is dropped; a connection whose server is gone is closed, as if the client had reached the
/// server itself.
pub(super) async fn listen(server: SocketAddr, witness: Arc<Witness>) -> (SocketAddr, JoinSet<()>) {
    let listener = TcpListener::bind("127.0.0.2:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let mut connections = JoinSet::new();
        while let Ok((client, _)) = listener.accept().await {
            connections.spawn(relay(client, server, Arc::clone(&witness)));
            while connections.try_join_next().is_some() {}
        }
    });
    (address, tasks)
}

async fn relay(client: TcpStream, server: SocketAddr, witness: Arc<Witness>) {
    let Ok(server) = TcpStream::connect(server).await else {
        return;
    };
    for stream in [&client, &server] {
        // Small pieces are not held back: neither side would do so.
        drop(stream.set_nodelay(true));
    }
    let talk = Mutex::new(Talk::of(witness));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        () = pass(from_client, to_server, |bytes| tell(&talk, Way::Asked, bytes)) => {}
        () = pass(from_server, to_client, |bytes| tell(&talk, Way::Answered, bytes)) => {}
    }
    // Whatever ended it, neither side will hear more.
    talk.into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .cut();
}

fn tell(talk: &Mutex<Talk>, way: Way, bytes: &[u8]) {
    let mut talk = talk.lock().unwrap_or_else(PoisonError::into_inner);
    match way {
        Way::Asked => talk.asked(bytes),
        Way::Answered => talk.answered(bytes),
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, tell: impl Fn(&[u8])) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count) = from.read(&mut buffer).await {
        let bytes = &buffer[..count];
        tell(bytes);
        if count == 0 || to.write_all(bytes).await.is_err() {
            return;
        }
    }
}

/// What is said over one connection.
struct Talk {
    witness: Arc<Witness>,
    asked: Reader,
    answered: Reader,
    open: Option<Open>,
}

/// A request that is under way.
struct Open {
    seen: Seen,
    sum: Sum,
    is_whole: bool,
    status: Option<u16>,
    body: Vec<u8>,
}

impl Talk {
    const fn of(witness: Arc<Witness>) -> Self {
        Self {
            witness,
            asked: Reader::of(Way::Asked),
            answered: Reader::of(Way::Answered),
            open: None,
        }
    }

    fn asked(&mut self, bytes: &[u8]) {
        for part in self.asked.read(bytes) {
            match (part, &mut self.open) {
                (Part::Head(head), _) => self.begin(&head),
                (Part::Body(bytes), Some(open)) => open.sum.update(&bytes),
                (Part::End, Some(open)) => open.is_whole = true,
                // It has been answered already.
                (Part::Body(_) | Part::End, None) => {}
            }
        }
    }

    fn begin(&mut self, head: &Head) {
        let (method, target) = head.words();
        self.answered.bare = method == "HEAD";
        let seen = self.witness.begin(Question {
            method: method.to_owned(),
            target: target.to_owned(),
            depth: head.header("depth").map(str::to_owned),
            destination: head.header("destination").map(str::to_owned),
        });
        self.open = Some(Open {
            seen,
            sum: Sum::default(),
            is_whole: false,
            status: None,
            body: Vec::new(),
        });
    }

    fn answered(&mut self, bytes: &[u8]) {
        for part in self.answered.read(bytes) {
            match (part, &mut self.open) {
                (Part::Head(head), Some(open)) => open.status = Some(head.status()),
                (Part::Body(bytes), Some(open)) if open.status == Some(207) => {
                    open.body.extend_from_slice(&bytes);
                }
                (Part::End, open) => end(&self.witness, open.take()),
                _ => {}
            }
        }
    }

    /// The connection is gone: whatever was asked has no answer.
    fn cut(mut self) {
        if let Some(mut open) = self.open.take() {
            open.status = None;
            end(&self.witness, Some(open));
        }
    }
}

fn end(witness: &Witness, open: Option<Open>) {
    let Some(open) = open else {
        return;
    };
    let sent = open.sum.finish();
    let answer = Answer {
        status: open.status,
        sent: open.is_whole.then_some(sent),
        body: String::from_utf8_lossy(&open.body).into_owned(),
    };
    witness.end(&open.seen, &answer);
}
