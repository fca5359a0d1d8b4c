//! Connections on which too little happens, and bodies that come too slowly or are too long.

use std::time::Duration;

use graph_sim::{Listener, World};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::{House, Plan};

/// Longest time from the start of a connection to the end of its first request's head.
const FIRST_HEAD: Duration = Duration::from_secs(30);

/// Longest time from a request's end to the end of the next one's head.
const NEXT_HEAD: Duration = Duration::from_mins(3);

/// Real time after which something is held never to happen.
const PATIENCE: Duration = Duration::from_secs(10);

async fn house() -> House {
    Plan::of_contoso(|_, _| {}).start().await
}

/// Opens a connection and sends the beginning of something.
async fn open(house: &House, beginning: &str) -> TcpStream {
    let url = house.url();
    let stream = TcpStream::connect(url.trim_start_matches("http://")).await;
    let mut stream = stream.expect("the server listens");
    let sent = stream.write_all(beginning.as_bytes()).await;
    sent.expect("there is room");
    stream
}

/// Reads the next answer's head, and the body where it is `body`.
async fn read_answer(stream: &mut TcpStream, body: &str) -> String {
    let mut answer = Vec::new();
    let end = format!("\r\n\r\n{body}").into_bytes();
    let reading = async {
        while !answer.ends_with(&end) {
            answer.push(stream.read_u8().await.expect("the answer goes on"));
        }
    };
    timeout(PATIENCE, reading)
        .await
        .expect("there is an answer");
    String::from_utf8(answer).expect("text")
}

/// Reads until the server closes the connection.
async fn read_rest(mut stream: TcpStream) -> Vec<u8> {
    let mut rest = Vec::new();
    // A connection that is broken off ends in an error: what came is what counts.
    let reading = timeout(PATIENCE, stream.read_to_end(&mut rest));
    let _ = reading.await.expect("the server closes the connection");
    rest
}

#[tokio::test]
async fn one_address_holds_so_many_connections_and_gets_new_ones_for_old() {
    let plan = Plan::of_contoso(|_, _| {});
    let house = plan.configure("connections_per_address: 2").start().await;
    let ask = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut first = open(&house, ask).await;
    let mut second = open(&house, ask).await;
    for stream in [&mut first, &mut second] {
        let answer = read_answer(stream, "ok\n").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let third = open(&house, "").await;
    assert!(read_rest(third).await.is_empty(), "it is closed");
    first.shutdown().await.expect("it is open");
    read_rest(first).await;
    let last = ask.replacen("\r\n", "\r\nConnection: close\r\n", 1);
    // The server may learn a moment after us that it is over.
    let again = async {
        loop {
            let answer = read_rest(open(&house, &last).await).await;
            if !answer.is_empty() {
                return answer;
            }
        }
    };
    let answer = timeout(PATIENCE, again).await.expect("there is room again");
    assert!(answer.starts_with(b"HTTP/1.1 200"));
    drop(second);
    house.stop().await;
}

#[tokio::test]
async fn who_connects_and_sends_no_request_is_let_go() {
    let house = house().await;
    let mut silent = Vec::new();
    for beginning in [
        "",
        "PRI * HTTP/2.0",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ",
    ] {
        silent.push(open(&house, beginning).await);
    }
    // Connections are taken in turn: when this one is served the silent ones have begun.
    assert_eq!(house.anonymous().get("/healthz").await.status, 200);
    house.advance(FIRST_HEAD);
    for stream in silent {
        let said = String::from_utf8_lossy(&read_rest(stream).await).into_owned();
        assert!(!said.contains("200"), "{said}");
    }
    assert_eq!(house.anonymous().get("/healthz").await.status, 200);
    house.stop().await;
}

#[tokio::test]
async fn a_connection_is_kept_for_the_next_request_but_not_forever() {
    let house = house().await;
    let request = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    let mut kept = open(&house, request).await;
    read_answer(&mut kept, "ok\n").await;
    house.advance(NEXT_HEAD.saturating_sub(Duration::from_secs(1)));
    kept.write_all(request.as_bytes())
        .await
        .expect("it is open");
    let answer = read_answer(&mut kept, "ok\n").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    house.advance(NEXT_HEAD);
    assert_eq!(read_rest(kept).await, b"");
    house.stop().await;
}

/// Longer than all buffers between a file's host and a visitor.
const FILM: usize = 64 * 1024 * 1024;

/// A house with a film in Bob's drive, which comes through the server.
async fn cinema() -> House {
    let plan = Plan::of_contoso(|world, org| {
        let mut drive = world.drive_of(&org.bob);
        drive.add_file("/film.mp4", vec![7; FILM], World::BEGINNING);
    });
    plan.start().await
}

/// Waits until the film's host has got rid of us. Nobody tells us when all buffers between us and the
/// server are full, so time goes on until they are and have been for long.
async fn film_is_let_go_of(house: &House) -> bool {
    let time_goes_on = async {
        loop {
            house.clock.advance(Duration::from_secs(10));
            tokio::task::yield_now().await;
        }
    };
    let journal = house.sim.journal();
    let let_go = journal.wait_for(|all| {
        all.iter()
            .any(|one| one.listener == Listener::Content && one.finished)
    });
    tokio::select! {
        let_go = let_go => let_go,
        () = time_goes_on => false,
    }
}

#[tokio::test]
async fn a_visitor_who_stops_reading_is_dropped_and_the_file_is_let_go_of() {
    let house = cinema().await;
    let admin = house.admin().await;
    let token = admin.token().expect("a token");
    let request = format!(
        "GET /p/contoso/bob/film.mp4 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    let mut stopped = open(&house, &request).await;
    let head = read_answer(&mut stopped, "").await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(film_is_let_go_of(&house).await);
    assert!(read_rest(stopped).await.len() < FILM);
    house.stop().await;
}

#[tokio::test]
async fn an_answer_left_unread_among_others_of_one_connection_is_let_go_of() {
    let house = cinema().await;
    let admin = house.admin().await.over_http2();
    let stopped = admin.request("GET", "/p/contoso/bob/film.mp4").send();
    let stopped = stopped.await.expect("it begins");
    assert_eq!(stopped.status().as_u16(), 200);
    assert!(film_is_let_go_of(&house).await);
    let rest = timeout(PATIENCE, stopped.bytes()).await;
    let rest = rest.expect("it is over");
    assert!(rest.is_err(), "a cut film is not taken for whole");
    house.stop().await;
}

fn post(path: &str, media_type: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\r\n"
    )
}

/// Where anybody may send a body, and of which kind.
const BODIES: [(&str, &str); 2] = [
    ("/api/v1/auth/login", "application/json"),
    ("/@login", "application/x-www-form-urlencoded"),
];

#[tokio::test]
async fn a_body_that_comes_too_slowly_is_408() {
    let house = house().await;
    for (path, media_type) in BODIES {
        let mut slow = open(&house, &post(path, media_type, 100)).await;
        let asked = read_answer(&mut slow, "").await;
        assert!(asked.starts_with("HTTP/1.1 100 "), "{path}: {asked}");
        slow.write_all(b"{").await.expect("it is open");
        house.advance(Duration::from_secs(30));
        let answer = String::from_utf8_lossy(&read_rest(slow).await).into_owned();
        assert!(answer.starts_with("HTTP/1.1 408 "), "{path}: {answer}");
        assert!(answer.contains("body_late"), "{path}: {answer}");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_body_that_says_it_is_too_long_is_not_waited_for() {
    let house = house().await;
    for (path, media_type) in BODIES {
        let long = open(&house, &post(path, media_type, 65_537)).await;
        let answer = String::from_utf8_lossy(&read_rest(long).await).into_owned();
        assert!(answer.starts_with("HTTP/1.1 413 "), "{path}: {answer}");
    }
    house.stop().await;
}
