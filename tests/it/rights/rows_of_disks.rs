//! The rows of the face for network disks. What is changed there is asked in `disks`; here it is seen that
//! nobody comes so far whom the gate does not know.

use onefold::domain::Right;

use super::rows::{Address, Answers, Need, Question, Row};

const LISTING: Answers = Answers {
    folder: &[207],
    file: &[207],
    virtual_folder: &[207],
    missing: &[404],
};

/// Who asks for the bytes of a folder gets an empty answer.
const BYTES: Answers = Answers {
    folder: &[200],
    file: &[200, 302],
    virtual_folder: &[200],
    missing: &[404],
};

/// Whoever sees a file is told that he may not read it.
const SEEN: Answers = Answers {
    file: &[403],
    ..BYTES
};

const TREE: &str = "/dav/{*path}";

/// Nothing is there to be changed, whoever asks.
const NOTHING: &str = "/dav/nothing/at/all";

const fn list(method: &'static str, pattern: &'static str) -> Row {
    let address = match pattern.as_bytes() {
        [.., b'}'] => Address::Path,
        _ => Address::Root,
    };
    Row::dav(method, pattern, Need::Right(Right::List, address, LISTING))
}

const fn look(method: &'static str, pattern: &'static str) -> Row {
    let need = Need::Right(Right::List, Address::Root, BYTES);
    Row::dav(method, pattern, need)
}

const fn read(method: &'static str) -> Row {
    Row::dav(method, TREE, Need::Bytes(BYTES, SEEN))
}

const fn options(pattern: &'static str, target: &'static str) -> Row {
    let need = Need::Nothing(Question::get(target), &[200]);
    Row::dav("OPTIONS", pattern, need)
}

/// It is refused, but not for want of a password.
const fn known(method: &'static str, pattern: &'static str) -> Row {
    let target = match pattern.as_bytes() {
        [.., b'}'] => NOTHING,
        _ => pattern,
    };
    let answers = &[400, 403, 404, 405, 409, 412];
    Row::dav(method, pattern, Need::Known(Question::get(target), answers))
}

pub(super) const ROWS: &[Row] = &[
    options("/", "/"),
    options("/dav", "/dav"),
    options("/dav/", "/dav/"),
    options(TREE, NOTHING),
    list("PROPFIND", "/"),
    list("PROPFIND", "/dav"),
    list("PROPFIND", "/dav/"),
    list("PROPFIND", TREE),
    look("GET", "/dav"),
    look("GET", "/dav/"),
    read("GET"),
    look("HEAD", "/dav"),
    look("HEAD", "/dav/"),
    read("HEAD"),
    known("PROPPATCH", "/dav"),
    known("PROPPATCH", "/dav/"),
    known("PROPPATCH", TREE),
    known("PUT", "/dav"),
    known("PUT", "/dav/"),
    known("PUT", TREE),
    known("MKCOL", "/dav"),
    known("MKCOL", "/dav/"),
    known("MKCOL", TREE),
    known("DELETE", "/dav"),
    known("DELETE", "/dav/"),
    known("DELETE", TREE),
    known("COPY", "/dav"),
    known("COPY", "/dav/"),
    known("COPY", TREE),
    known("MOVE", "/dav"),
    known("MOVE", "/dav/"),
    known("MOVE", TREE),
    known("LOCK", "/dav"),
    known("LOCK", "/dav/"),
    known("LOCK", TREE),
    known("UNLOCK", "/dav"),
    known("UNLOCK", "/dav/"),
    known("UNLOCK", TREE),
];
