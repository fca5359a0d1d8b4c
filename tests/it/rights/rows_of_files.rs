//! The rows that are about places, and those that are the same for everybody.

use onefold::domain::Right;

use super::rows::{Address, Answers, Need, Question, Row};

const PAGE: Answers = Answers {
    folder: &[200],
    file: &[200],
    virtual_folder: &[200],
    missing: &[404],
};

/// A folder has no bytes.
const BYTES: Answers = Answers {
    folder: &[409],
    file: &[200, 302],
    virtual_folder: &[409],
    missing: &[404],
};

const THROUGH_US: Answers = Answers {
    file: &[200],
    ..BYTES
};

/// A file has no listing.
const LISTING: Answers = Answers {
    file: &[409],
    ..PAGE
};

/// Whether there is something is found out by whoever follows the link.
const LINK: Answers = Answers {
    missing: &[200],
    ..PAGE
};

const QUERY: Address = Address::Query {
    accounts_only: false,
};

const fn list(address: Address) -> Need {
    Need::Right(Right::List, address, PAGE)
}

const fn read(address: Address, answers: Answers) -> Need {
    Need::Right(Right::Read, address, answers)
}

const fn same(target: &'static str, good: &'static [u16]) -> Need {
    Need::Nothing(Question::get(target), good)
}

pub(super) const ROWS: &[Row] = &[
    Row::web("GET", "/", list(Address::Root)),
    Row::web("HEAD", "/", list(Address::Root)),
    Row::web("GET", "/{*path}", list(Address::Path)),
    Row::web("HEAD", "/{*path}", list(Address::Path)),
    Row::web("GET", "/d", read(Address::Root, BYTES)),
    Row::web("HEAD", "/d", read(Address::Root, BYTES)),
    Row::web("GET", "/d/", read(Address::Root, BYTES)),
    Row::web("HEAD", "/d/", read(Address::Root, BYTES)),
    Row::web("GET", "/d/{*path}", read(Address::Path, BYTES)),
    Row::web("HEAD", "/d/{*path}", read(Address::Path, BYTES)),
    Row::web("GET", "/p", read(Address::Root, THROUGH_US)),
    Row::web("HEAD", "/p", read(Address::Root, THROUGH_US)),
    Row::web("GET", "/p/", read(Address::Root, THROUGH_US)),
    Row::web("HEAD", "/p/", read(Address::Root, THROUGH_US)),
    Row::web("GET", "/p/{*path}", read(Address::Path, THROUGH_US)),
    Row::web("HEAD", "/p/{*path}", read(Address::Path, THROUGH_US)),
    Row::api(
        "GET",
        "/api/v1/fs/list",
        Need::Right(Right::List, QUERY, LISTING),
    ),
    Row::api(
        "GET",
        "/api/v1/fs/stat",
        Need::Right(Right::List, QUERY, PAGE),
    ),
    Row::api(
        "GET",
        "/api/v1/fs/link",
        read(
            Address::Query {
                accounts_only: true,
            },
            LINK,
        ),
    ),
    Row::api(
        "GET",
        "/api/v1/openapi.json",
        same("/api/v1/openapi.json", &[200]),
    ),
    Row::web(
        "GET",
        "/@problems/{code}",
        same("/@problems/forbidden", &[200]),
    ),
    Row::web(
        "HEAD",
        "/@problems/{code}",
        same("/@problems/forbidden", &[200]),
    ),
    Row::web("GET", "/@assets/{name}", same("{asset}", &[200])),
    Row::web("HEAD", "/@assets/{name}", same("{asset}", &[200])),
    Row::web("GET", "/favicon.ico", same("/favicon.ico", &[200])),
    Row::web("HEAD", "/favicon.ico", same("/favicon.ico", &[200])),
    Row::web("GET", "/robots.txt", same("/robots.txt", &[200])),
    Row::web("HEAD", "/robots.txt", same("/robots.txt", &[200])),
];
