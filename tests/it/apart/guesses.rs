//! Asking for what is the other's: a thousand times each, in every spelling.

use reqwest::header::{HeaderName, HeaderValue};

use super::answers::{self, About, is_sound};
use super::crawl::Cursor;
use super::ground::{Ground, KINDS, MOUNTS, Side};
use super::ids;
use super::traces::Traces;
use super::visitors::Visitor;
use crate::support::{Answer, encoded, raw};

/// One guess.
#[derive(Clone, Debug)]
pub(super) struct Guess {
    pub(super) method: &'static str,
    pub(super) target: String,
    pub(super) body: Option<String>,
    pub(super) about: About,
}

/// How many guesses are about paths, ids and cursors; all together a thousand.
const OF_PATHS: usize = 640;
const OF_IDS: usize = 320;
const OF_CURSORS: usize = 40;

/// Ways to ask for a path.
const DOORS: [&str; 8] = [
    "{}",
    "{}/",
    "/d{}",
    "/p{}",
    "/api/v1/fs/list?path={}",
    "/api/v1/fs/stat?path={}",
    "/api/v1/fs/link?path={}",
    "/api/v1/fs/list?limit=1&sort=-size&path={}",
];

/// Ways to spell a path, so that it is taken for another one.
const SPELLINGS: [fn(&str, Side) -> String; 16] = [
    |path, _| encode(path),
    |path, _| encode(&path.to_uppercase()),
    |path, _| encode(&path.replace('é', "e\u{301}")),
    |path, _| encode(&path.to_uppercase().replace('É', "E\u{301}")),
    |path, _| at_root(&encoded(path)),
    |path, _| at_root(&encoded(path).to_lowercase()),
    |path, _| encode(path).replace('%', "%25"),
    |path, _| format!("{}//", encode(path)),
    |path, _| format!("/.{}", encode(path)),
    |path, own| format!("/{}/..{}", own.plain(), encode(path)),
    |path, own| format!("/{}/%2e%2e{}", own.plain(), encode(path)),
    |path, own| format!("{}/%2E%2E/%2E%2E{}", encode(&own.mount(4)), encode(path)),
    |path, own| {
        format!(
            "{}/..%2F..{}",
            encode(&own.mount(4)),
            encode(path).replace('/', "%2F")
        )
    },
    |path, own| format!("{}{}", encode(&own.mount(4)), encode(path)),
    |path, _| encode(path).replace('/', "%5C").replacen("%5C", "/", 1),
    |path, _| format!("{}%00", encode(path)),
];

/// Asks for everything of the other's; what was answered otherwise than it must be.
pub(super) async fn guess(
    visitor: &Visitor,
    ground: &Ground,
    (traces, cursors): (&Traces, &[Cursor]),
) -> Vec<String> {
    let side = visitor.side.other();
    let paths = (0..OF_PATHS).map(|number| path(side, number));
    let ids = (0..OF_IDS).map(|number| ids::guess(ground, side, number));
    let stolen = (0..OF_CURSORS).map(|number| cursor(visitor.side, cursors, number));
    let mut faults = Vec::new();
    for guess in paths.chain(ids).chain(stolen) {
        let sent = format!("{} {} {:?}", guess.method, guess.target, guess.body);
        let answer = if is_tidied(&guess.target) {
            send_raw(visitor, ground, &guess).await
        } else {
            let request = visitor.actor.request(guess.method, &guess.target);
            let request = match &guess.body {
                Some(body) => {
                    let request = request.header("content-type", "application/json");
                    request.body(body.clone())
                }
                None => request,
            };
            Answer::of(request).await
        };
        let fault = answers::fault(visitor, &guess, &answer);
        faults.extend(fault.map(|fault| format!("{} {sent}: {fault}", visitor.name)));
        traces.assert_none(&visitor.name, &sent, &answer);
    }
    faults
}

/// Whether a well-bred client would make another address of it before it is sent.
fn is_tidied(target: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default().to_lowercase();
    path.contains("/.") || path.contains("%2e")
}

/// Sends it byte for byte.
async fn send_raw(visitor: &Visitor, ground: &Ground, guess: &Guess) -> Answer {
    let authorization = visitor
        .actor
        .token()
        .map(|token| format!("Authorization: Bearer {token}\r\n"));
    let request = format!(
        "{} {} HTTP/1.1\r\nHost: {}\r\n{}Connection: close\r\n\r\n",
        guess.method,
        guess.target,
        ground.house.url().trim_start_matches("http://"),
        authorization.unwrap_or_default(),
    );
    let text = raw::exchange(&ground.house, request.as_bytes()).await;
    let (head, body) = text.split_once("\r\n\r\n").expect("an answer has a head");
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
            (
                name,
                HeaderValue::from_str(value).expect("a header's value"),
            )
        });
    Answer {
        status: status.expect("an answer has a status"),
        headers: headers.collect(),
        body: body.as_bytes().to_vec(),
    }
}

/// What is the other's is not told from what is not there.
pub(super) async fn compare_with_nothing(visitor: &Visitor, ground: &Ground) {
    let side = visitor.side.other();
    for number in [0, 4, 7, 300] {
        for door in DOORS {
            let there = at(door, &encode(&side.mount(number)));
            let nowhere = at(door, &encode(&side.mount(MOUNTS + number)));
            let [one, other] = [(there, number), (nowhere, MOUNTS + number)];
            assert_alike(visitor, ("GET", &one.0, one.1), ("GET", &other.0, other.1)).await;
        }
    }
    for kind in KINDS {
        let known = &ground.ids[&(side, kind)][0];
        let (prefix, _) = known.split_once('_').expect("it says its kind");
        let unknown = format!("{prefix}_{}", "0".repeat(known.len() - prefix.len() - 1));
        for method in ["GET", "PATCH", "DELETE"] {
            let [one, other] = [known, &unknown].map(|id| format!("/api/v1/admin/{kind}/{id}"));
            assert_alike(visitor, (method, &one, 0), (method, &other, 0)).await;
        }
    }
}

async fn assert_alike(
    visitor: &Visitor,
    (method, one, number): (&str, &str, usize),
    (_, other, number_of_other): (&str, &str, usize),
) {
    let body = |request: reqwest::RequestBuilder| {
        let request = request.header("content-type", "application/json");
        if method == "PATCH" {
            request.body("{}")
        } else {
            request
        }
    };
    let there = Answer::of(body(visitor.actor.request(method, one))).await;
    let nowhere = Answer::of(body(visitor.actor.request(method, other))).await;
    let told = |answer: &Answer, number: usize| {
        let (status, headers, body) = answer.constant_part();
        let number = format!("{number:04}");
        format!("{status} {headers:?} {body}").replace(&number, "NUMBER")
    };
    let (there, nowhere) = (told(&there, number), told(&nowhere, number_of_other));
    assert_eq!(there, nowhere, "{} {method} {one}", visitor.name);
}

/// A place of the other's, spelled and asked for in one of all ways.
fn path(side: Side, number: usize) -> Guess {
    let mount = side.mount(number * 7 % MOUNTS);
    let word = side.word();
    let path = match number % 5 {
        0 => format!("/{}", side.plain()),
        1 => mount,
        2 => format!("{mount}/{}", side.file()),
        3 => format!("{mount}/{word}-folder"),
        _ => format!("{mount}/{word}-folder/{word}-deep.txt"),
    };
    let spelling = SPELLINGS[number / DOORS.len() % SPELLINGS.len()];
    let door = DOORS[number % DOORS.len()];
    let spelled = spelling(&path, side.other());
    let (before, after) = door.split_once("{}").expect("a path goes in");
    let is_sound = is_sound(&format!("{spelled}{after}"), before.contains('?'));
    Guess {
        method: if number.is_multiple_of(11) {
            "HEAD"
        } else {
            "GET"
        },
        target: at(door, &spelled),
        body: None,
        about: About::Place { is_sound },
    }
}

fn at(door: &str, path: &str) -> String {
    door.replace("{}", path)
}

/// A cursor of the other's, for his listing and for one's own.
fn cursor(own: Side, cursors: &[Cursor], number: usize) -> Guess {
    let stolen = &cursors[number * 3 % cursors.len()];
    let text = encoded(&stolen.text);
    let address = match number % 3 {
        0 => stolen.address.clone(),
        1 => format!("/api/v1/fs/list?limit=7&path={}", encoded(&own.mount(4))),
        _ => "/api/v1/fs/list?limit=7&path=%2F".to_owned(),
    };
    Guess {
        method: "GET",
        target: format!("{address}&cursor={text}"),
        body: None,
        about: About::Rest,
    }
}

/// A path as a browser would send it.
pub(super) fn encode(path: &str) -> String {
    let names = path.split('/').map(encoded);
    names
        .collect::<Vec<_>>()
        .join("/")
        .replace("%2D", "-")
        .replace("%2E", ".")
}

/// An encoded path, of whose slashes the first is one.
fn at_root(encoded: &str) -> String {
    let rest = encoded.trim_start_matches("%2F").trim_start_matches("%2f");
    format!("/{rest}")
}
