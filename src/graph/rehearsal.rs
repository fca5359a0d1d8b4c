//! A client on a stage: a clock that stands still, and a service that answers from a script.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::domain::{ClientId, DirectoryId, DriveId, ItemId, Secret, Timestamp};
use crate::doors::{ManualClock, Random, Tasks};

use super::{
    Application, Budget, Client, ClientParts, Cloud, Credential, Credentials, HostPattern, Limits,
    Transport, TransportOptions,
};

const ID: &str = "6f6c0001-0000-4000-8000-000000000001";

/// The longest silence that the client bears.
const SILENCE: Duration = Duration::from_millis(300);

/// A client whose whole cloud is at one address, `host:port`; its back-offs pass at once.
pub(super) fn client(address: &str) -> (Client, Arc<ManualClock>) {
    let base = format!("http://{address}/").parse();
    let base: url::Url = base.expect("a URL");
    let cloud = Cloud {
        login: base.clone(),
        graph: base,
        content_hosts: vec![HostPattern::parse(address).expect("a host")],
        insecure_http: true,
        ..Cloud::known().swap_remove(0)
    };
    let clock = Arc::new(ManualClock::at(Timestamp::from_unix_ms(1_795_194_000_000)));
    clock.skip_back_offs_up_to(Duration::from_mins(1));
    let options = TransportOptions {
        read_timeout: SILENCE,
        ..TransportOptions::default()
    };
    let parts = ClientParts {
        transport: Transport::new(&options).expect("a transport"),
        clock: Arc::clone(&clock) as _,
        tasks: Tasks::default(),
        random: Random,
    };
    let application = Application {
        cloud,
        directory: DirectoryId::parse(ID).expect("an id"),
        client: ClientId::parse(ID).expect("an id"),
    };
    let credential = Credential::ClientSecret(Secret::new("a secret".to_owned()));
    let budget = Arc::new(Budget::new(Limits::default(), Arc::clone(&clock) as _));
    let client = Client::new(parts, (application, Credentials::only(credential)), budget);
    (client, clock)
}

pub(super) fn drive() -> DriveId {
    DriveId::parse("b!drive").expect("an id")
}

pub(super) fn item() -> ItemId {
    ItemId::parse("01AB").expect("an id")
}

/// A service at a free port of loopback.
pub(super) struct Service {
    listener: TcpListener,
    pub(super) address: String,
}

/// An answer of the script.
#[derive(Clone, Copy)]
pub(super) enum Line {
    /// Status, headers (each with its line end), body.
    Says(u16, &'static str, &'static str),
    /// Reads the request and hangs up.
    HangsUp,
    /// Takes nothing and says nothing, until the caller goes.
    Stalls,
}

/// The token that every script begins with.
pub(super) const TOKEN: Line = Line::Says(
    200,
    "",
    r#"{"token_type":"Bearer","expires_in":3599,"access_token":"e30.e30.x"}"#,
);

impl Service {
    pub(super) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("it is bound").to_string();
        Self { listener, address }
    }

    /// Plays the script, one connection for each line; gives the requests back.
    pub(super) async fn play(&self, script: &[Line]) -> Vec<String> {
        let mut requests = Vec::new();
        for line in script {
            let (mut caller, _) = self.listener.accept().await.expect("a caller");
            let Line::Stalls = line else {
                requests.push(request(&mut caller).await);
                if let Line::Says(status, headers, body) = line {
                    let length = body.len();
                    let answer = format!(
                        "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
                    );
                    let sent = caller.write_all(answer.as_bytes()).await;
                    sent.expect("the caller listens");
                }
                continue;
            };
            // The caller's end of the connection is all that is awaited.
            let _ = caller.read_to_end(&mut Vec::new()).await;
        }
        requests
    }
}

/// A whole request, its body included.
async fn request(caller: &mut TcpStream) -> String {
    let mut text = Vec::new();
    loop {
        let mut part = vec![0; 65_536];
        let count = caller.read(&mut part).await.expect("the caller speaks");
        text.extend(part.iter().take(count));
        let seen = String::from_utf8_lossy(&text).into_owned();
        let whole = seen.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let named = name.eq_ignore_ascii_case("content-length");
                named.then(|| value.trim().parse::<usize>().ok()).flatten()
            });
            body.len() >= length.unwrap_or(0)
        });
        if whole || count == 0 {
            return seen;
        }
    }
}
