//! What a visitor has got, held against the truth.

use http::HeaderMap;
use onefold::domain::Diagnosis;
use serde_json::Value;

use super::scene::{Place, Scene};
use super::stage::{Door, Stage};

/// An answer as it came, also where it broke off.
#[derive(Debug)]
pub(super) struct Got {
    path: String,
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
    is_broken: bool,
}

/// What it was worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All that was asked for; for a redirect, the URL gives it.
    Whole { status: u16 },
    /// A failure that says so.
    Told {
        status: u16,
        code: String,
        wait: Option<u64>,
    },
    /// Some of the bytes, and then a connection that visibly breaks.
    Broken,
    /// Something that is not true, or is not told as it should be.
    Lie(String),
}

impl Got {
    /// Asks for what the stage is about.
    pub(super) async fn ask(scene: &Scene, place: &Place, (stage, door): (Stage, Door)) -> Self {
        let mount = &place.mount;
        let path = match (door, stage) {
            (Door::Web, Stage::Stat) => format!("{mount}/files/file.bin"),
            (Door::Web, _) => format!("{mount}/docs/"),
            (Door::Api, Stage::Stat) => format!("/api/v1/fs/stat?path={mount}/files/file.bin"),
            (Door::Api, _) => format!("/api/v1/fs/list?path={mount}/docs"),
            (Door::D, _) => format!("/d{mount}/files/file.bin"),
            (Door::P, _) => format!("/p{mount}/files/file.bin"),
            (Door::Dav, Stage::Stat | Stage::DownloadUrl | Stage::Body) => {
                format!("/dav{mount}/files/file.bin")
            }
            (Door::Dav, _) => format!("/dav{mount}/docs/"),
        };
        let (method, depth) = match (door, stage) {
            (Door::Dav, Stage::Stat) => ("PROPFIND", "0"),
            (Door::Dav, Stage::DownloadUrl | Stage::Body) => ("GET", "0"),
            (Door::Dav, _) => ("PROPFIND", "1"),
            _ => ("GET", "0"),
        };
        let request = scene.visitor.request(method, &path);
        let sent = request.header("depth", depth).send().await;
        let mut response = sent.expect("every request is answered");
        let mut got = Self {
            path,
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: Vec::new(),
            is_broken: false,
        };
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => got.body.extend_from_slice(&chunk),
                Ok(None) => return got,
                Err(_) => {
                    got.is_broken = true;
                    return got;
                }
            }
        }
    }

    /// Holds the answer against the truth. Where it is a redirect, the URL is followed.
    pub(super) async fn judge(&self, scene: &Scene, (stage, door): (Stage, Door)) -> Outcome {
        let whole = |is_true: bool, what: &str| {
            let status = self.status;
            if is_true && !self.is_broken {
                Outcome::Whole { status }
            } else {
                Outcome::Lie(format!("{status}, but {what}: {}", self.text()))
            }
        };
        match (door, self.status) {
            (Door::D, 302) => {
                let bytes = scene.visitor.follow(self.header("location")).await;
                whole(
                    Scene::is_file(&bytes.body),
                    "the URL does not give the file",
                )
            }
            (Door::D | Door::P | Door::Dav, 200)
                if self.is_broken && Scene::is_beginning(&self.body) =>
            {
                Outcome::Broken
            }
            (Door::D | Door::P | Door::Dav, 200) => {
                whole(Scene::is_file(&self.body), "not the file's bytes")
            }
            (Door::Dav, 207) if stage == Stage::Stat => {
                let size = format!("<D:getcontentlength>{}<", Scene::LENGTH);
                whole(self.text().contains(&size), "not the file's properties")
            }
            (Door::Dav, 207) => {
                let count = self.text().matches("</D:response>").count();
                whole(count as u64 == Scene::CHILDREN + 1, "not the whole folder")
            }
            (Door::Api, 200) if stage == Stage::Stat => {
                let size = self.json()["size"].as_u64();
                whole(size == Some(Scene::LENGTH), "not the file's entry")
            }
            (Door::Api, 200) => {
                let count = self.json()["items"].as_array().map_or(0, Vec::len);
                whole(count as u64 == Scene::CHILDREN, "not the whole folder")
            }
            (Door::Web, 200) if stage == Stage::Stat => {
                let text = self.text();
                let is_file =
                    text.contains("file.bin") && text.contains(&format!("/d{}", self.path));
                whole(is_file, "not the file's page")
            }
            (Door::Web, 200) => {
                let text = self.text();
                let is_there = |n: u64| text.contains(&format!("{n}.txt"));
                whole((0..Scene::CHILDREN).all(is_there), "not the whole folder")
            }
            _ => self.failure(door),
        }
    }

    /// A failure must say what it is, by which number it can be asked about, and when to come again.
    fn failure(&self, door: Door) -> Outcome {
        let text = self.text();
        let id = self.header("x-request-id");
        let wait = self.header("retry-after").parse::<u64>().ok();
        let code = self.code(door);
        let is_passing = matches!(self.status, 503 | 504) || code == "upstream_malformed";
        let link = format!("href=\"{}\">Try again</a>", self.path);
        // Closed is only what Graph itself, in its own words, has closed.
        let is_theirs = match self.status {
            403 => code == "item_forbidden",
            status => matches!(status, 502..=504),
        };
        let flaws = [
            (!is_theirs, "such a status is no failure of Microsoft's"),
            (self.is_broken, "the answer breaks off"),
            (code.is_empty(), "no code"),
            (
                id.is_empty() || !(door == Door::Dav || text.contains(id)),
                "no request id",
            ),
            (
                self.header("cache-control") != "private, no-store",
                "it may be kept",
            ),
            (
                (code == "throttled" || (door == Door::Dav && self.status == 503))
                    && wait.is_none(),
                "no word of when to come again",
            ),
            (
                door == Door::Web && is_passing && !text.contains(&link),
                "no link to try again",
            ),
            (
                door == Door::Api && self.json()["retry_after"].as_u64() != wait,
                "header and problem differ about the wait",
            ),
        ];
        let found: Vec<_> = flaws
            .iter()
            .filter(|(is_so, _)| *is_so)
            .map(|(_, flaw)| *flaw)
            .collect();
        if !found.is_empty() {
            return Outcome::Lie(format!("{}: {}: {text}", self.status, found.join(", ")));
        }
        Outcome::Told {
            status: self.status,
            code,
            wait,
        }
    }

    /// The stable code, from wherever the door shows it.
    fn code(&self, door: Door) -> String {
        let text = self.text();
        let between = |before: &str, after: &str| {
            let (_, rest) = text.split_once(before)?;
            let (code, _) = rest.split_once(after)?;
            Some(code.to_owned())
        };
        let code = match door {
            Door::Web => between("/@problems/", "\""),
            Door::Api => self.json()["code"].as_str().map(str::to_owned),
            Door::D | Door::P => between("(", ")"),
            // A disk is told the words that belong to the code, and nothing before them.
            Door::Dav => {
                let told = Diagnosis::all().filter(|one| text.starts_with(one.title()));
                let longest = told.max_by_key(|one| one.title().len());
                longest.map(|one| one.code().to_owned())
            }
        };
        code.unwrap_or_default()
    }

    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body)
            .chars()
            .take(20_000)
            .collect()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}
