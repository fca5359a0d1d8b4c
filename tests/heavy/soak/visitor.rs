//! Somebody who asks for this and that, and holds every answer to the truth.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::{RequestBuilder, Response};
use serde_json::Value;

use super::drives::{MANY, SMALL, WANDERING, name, names_of};
use super::tally::{Outcome, Tally};
use super::truth::{Node, Seen, Truth, Window};
use super::{SLACK, rows};
use crate::client::Client;
use crate::dice::Dice;
use crate::ground::Mounted;
use crate::stopwatch::{now, rest};

/// Longer than this no answer may take to its end: a visitor has 10 seconds of patience, and a cut
/// download goes on a few times.
const LONGEST: Duration = Duration::from_mins(1);

/// How old a copy may be that a page shows where Microsoft fails.
const OLDEST_COPY: Duration = Duration::from_mins(10);

/// The mark of a page that shows an old copy, and says so.
const OLD_COPY: &str = "class=\"notice stale\"";

/// One of many.
pub(super) struct Visitor {
    pub(super) client: Client,
    pub(super) truth: Arc<Truth>,
    pub(super) drives: Arc<[Mounted]>,
    pub(super) dice: Dice,
    pub(super) tally: Tally,
}

/// A place that is asked for.
struct Place {
    folder: String,
    /// The folder is one that Microsoft lists in several pages.
    many: bool,
    name: String,
}

/// An answer that can't be compared, or need not be.
type Otherwise = Outcome;

impl Visitor {
    /// Asks until the time is over.
    pub(super) async fn wander(mut self, end: Instant) {
        while now() < end {
            let place = self.some_place();
            let (what, outcome) = match self.dice.below(100) {
                0..25 => ("pages", self.page(&place).await),
                25..45 => ("API listings", self.list(&place).await),
                45..65 => ("API entries", self.stat(&place).await),
                65..80 => ("whole files", self.whole(&place).await),
                80..90 => ("ranges", self.part(&place).await),
                _ => ("redirects", self.redirect(&place).await),
            };
            let outcome = outcome.unwrap_or_else(|otherwise| otherwise);
            self.tally.note(what, outcome);
            rest(Duration::from_millis(50 + self.dice.below(200))).await;
        }
    }

    fn some_place(&mut self) -> Place {
        // Some drives are asked for more than others.
        let most = self.drives.len() as u64;
        let end = 1 + self.dice.below(most);
        let drive = usize::try_from(self.dice.below(end)).expect("it is small");
        let folders = [SMALL, &[MANY], &WANDERING].concat();
        let folder = *self.dice.pick(&folders);
        Place {
            folder: format!("{}/{folder}", self.drives[drive].path),
            many: folder == MANY,
            name: name(folder, self.dice.below(names_of(folder))),
        }
    }

    async fn page(&mut self, place: &Place) -> Result<Outcome, Otherwise> {
        let root = self.dice.below(8) == 0;
        let folder = match place.folder.rsplit_once('/') {
            Some((root_of_drive, _)) if root => root_of_drive,
            _ => &place.folder,
        };
        let asked = now();
        let path = format!("{folder}/");
        let page = self.text(self.client.request(&path)).await?;
        let (status, text) = page;
        let stale = status == 200 && text.contains(OLD_COPY);
        let from = if stale { OLDEST_COPY } else { SLACK };
        let window = Window {
            from: asked.checked_sub(from).unwrap_or(asked),
            until: now(),
        };
        match status {
            200 => {
                let rows = rows::of_page(&text);
                let seen = Seen {
                    rows: &rows,
                    show: rows::on_page,
                };
                let held = self.held(folder, place.many && !root, window, &seen);
                judge(held, &path, || {
                    self.age(folder, place.many && !root, window, &seen)
                })?;
                Ok(if stale { Outcome::Stale } else { Outcome::True })
            }
            404 => self.absent(folder, None, window),
            _ => Ok(told(&path, status, &rows::code_on_page(&text))),
        }
    }

    /// A whole listing over its cursors. All of it is as of the first request.
    async fn list(&mut self, place: &Place) -> Result<Outcome, Otherwise> {
        let limit = if place.many {
            150
        } else {
            4 + self.dice.below(30)
        };
        let first = format!("/api/v1/fs/list?path={}&limit={limit}", place.folder);
        let (asked, mut window) = (now(), None);
        let (mut rows, mut cursor, mut count) = (BTreeMap::new(), String::new(), 0);
        loop {
            let path = format!("{first}{cursor}");
            let (status, text) = self.text(self.client.request(&path)).await?;
            let window = *window.get_or_insert_with(|| within(asked));
            match status {
                200 => {}
                404 => return self.absent(&place.folder, None, window),
                _ => return Ok(told(&path, status, &rows::code(&text))),
            }
            let part = parse(&path, &text)?;
            count += rows::add_of_listing(&part, &mut rows);
            if let Some(next) = part["next_cursor"].as_str() {
                cursor = format!("&cursor={next}");
                continue;
            }
            let whole = part["total"] == count && count == rows.len() as u64;
            judge(whole, &path, || format!("{} of {count} rows", rows.len()))?;
            let seen = Seen {
                rows: &rows,
                show: rows::in_api,
            };
            let held = self.held(&place.folder, place.many, window, &seen);
            judge(held, &path, || {
                self.age(&place.folder, place.many, window, &seen)
            })?;
            return Ok(Outcome::True);
        }
    }

    fn held(&self, folder: &str, many: bool, window: Window, seen: &Seen<'_>) -> bool {
        if many {
            self.truth.held_row_by_row(folder, window, seen)
        } else {
            self.truth.held_at_once(folder, window, seen)
        }
    }

    /// How long before the window these rows held.
    fn age(&self, folder: &str, many: bool, window: Window, seen: &Seen<'_>) -> String {
        let held = |seconds: &u64| {
            let from = window.from.checked_sub(Duration::from_secs(*seconds));
            let from = from.unwrap_or(window.from);
            self.held(folder, many, Window { from, ..window }, seen)
        };
        let count = seen.rows.len();
        match (1..=900).find(held) {
            Some(seconds) => format!("{count} rows, true {seconds} s earlier"),
            None => format!("{count} rows, never true"),
        }
    }

    async fn stat(&mut self, place: &Place) -> Result<Outcome, Otherwise> {
        let asked = now();
        let path = format!("/api/v1/fs/stat?path={}/{}", place.folder, place.name);
        let (status, text) = self.text(self.client.request(&path)).await?;
        let window = within(asked);
        match status {
            200 => {
                let shown = rows::of_entry(&parse(&path, &text)?);
                let nodes = self.truth.nodes(&place.folder, &place.name, window);
                let held = nodes
                    .iter()
                    .flatten()
                    .any(|node| rows::in_api(node) == shown);
                judge(held, &path, || shown)?;
                Ok(Outcome::True)
            }
            404 => self.absent(&place.folder, Some(&place.name), window),
            _ => Ok(told(&path, status, &rows::code(&text))),
        }
    }

    async fn whole(&mut self, place: &Place) -> Result<Outcome, Otherwise> {
        let path = format!("/p{}/{}", place.folder, place.name);
        let asked = now();
        let request = self.client.request(&path);
        let (status, body) = self.bytes(&path, request).await?;
        let whole = |file: &[u8]| body == file;
        self.compare(place, (&path, status, &body), within(asked), &whole)
    }

    async fn part(&mut self, place: &Place) -> Result<Outcome, Otherwise> {
        let path = format!("/p{}/{}", place.folder, place.name);
        let end = if place.folder.ends_with("films") {
            130_000
        } else {
            450
        };
        let first = self.dice.below(end);
        let last = first + self.dice.below(end);
        let range = format!("bytes={first}-{last}");
        let asked = now();
        let request = self.client.request(&path).header("range", &range);
        let (status, body) = self.bytes(&path, request).await?;
        let place_of = |number: u64| usize::try_from(number).expect("it is small");
        let (first, last) = (place_of(first), place_of(last));
        let fits = |file: &[u8]| match status {
            206 => file.get(first..(last + 1).min(file.len())) == Some(&body),
            // An empty file has no part that could be sent.
            200 => body == file,
            _ => first >= file.len(),
        };
        self.compare(place, (&path, status, &body), within(asked), &fits)
    }

    /// A 302, and what lies where it leads. Whatever befalls the second request is none of the server's.
    async fn redirect(&mut self, place: &Place) -> Result<Outcome, Otherwise> {
        let path = format!("/d{}/{}", place.folder, place.name);
        let asked = now();
        let response = self.send(self.client.request(&path)).await?;
        if response.status() != 302 {
            let (status, body) = read(&path, response).await?;
            return self.compare(place, (&path, status, &body), within(asked), &|_| false);
        }
        let location = response.headers().get("location");
        let location = location.and_then(|url| url.to_str().ok());
        let url = location.ok_or_else(|| Outcome::False(format!("{path}: leads nowhere")))?;
        let Ok(response) = self.client.follow(url).timeout(LONGEST).send().await else {
            return Ok(Outcome::Broken);
        };
        let page = response.headers().get("content-type");
        let page = page.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        match read(&path, response).await {
            Ok((200, body)) if !page => {
                let whole = |file: &[u8]| body == file;
                self.compare(place, (&path, 200, &body), within(asked), &whole)
            }
            _ => Ok(Outcome::Broken),
        }
    }

    /// Holds bytes to those of every version that the name has stood for.
    fn compare(
        &self,
        place: &Place,
        (path, status, body): (&str, u16, &[u8]),
        window: Window,
        fits: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Outcome, Otherwise> {
        let nodes = self.truth.nodes(&place.folder, &place.name, window);
        let fitting = |node: &Node| match node {
            Node::File(file) => fits(&file.bytes()),
            Node::Folder => false,
        };
        match status {
            200 | 206 | 416 => {
                let held = nodes.iter().flatten().any(fitting);
                let sizes = || format!("{status}, {} bytes, none of {nodes:?}", body.len());
                judge(held, path, sizes)?;
                Ok(match status {
                    416 => Outcome::Told(416, "range_not_satisfiable".to_owned()),
                    _ => Outcome::True,
                })
            }
            404 => self.absent(&place.folder, Some(&place.name), window),
            _ => {
                let text = String::from_utf8_lossy(body);
                Ok(told(path, status, &rows::code_in_line(&text)))
            }
        }
    }

    /// "Nothing here" must have been so.
    fn absent(
        &self,
        folder: &str,
        name: Option<&str>,
        window: Window,
    ) -> Result<Outcome, Otherwise> {
        let was_absent = match name {
            None => {
                let states = self.truth.states(folder, window);
                states.iter().any(Option::is_none)
            }
            Some(name) => {
                let nodes = self.truth.nodes(folder, name, window);
                nodes.iter().any(Option::is_none)
            }
        };
        let place = || {
            format!(
                "{folder}/{}: 404, and it was there",
                name.unwrap_or_default()
            )
        };
        if was_absent {
            Ok(Outcome::Absent)
        } else {
            Err(Outcome::False(place()))
        }
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, Otherwise> {
        let sent = request.timeout(LONGEST).send().await;
        sent.map_err(|error| Outcome::False(format!("no answer: {error:?}")))
    }

    async fn text(&self, request: RequestBuilder) -> Result<(u16, String), Otherwise> {
        let response = self.send(request).await?;
        let status = response.status().as_u16();
        let text = response.text().await;
        let text = text.map_err(|error| Outcome::False(format!("an answer was cut: {error:?}")))?;
        Ok((status, text))
    }

    async fn bytes(
        &self,
        path: &str,
        request: RequestBuilder,
    ) -> Result<(u16, Vec<u8>), Otherwise> {
        read(path, self.send(request).await?).await
    }
}

/// A download may break, but never hang.
async fn read(path: &str, response: Response) -> Result<(u16, Vec<u8>), Otherwise> {
    let status = response.status().as_u16();
    match response.bytes().await {
        Ok(body) => Ok((status, body.to_vec())),
        Err(error) if error.is_timeout() => Err(Outcome::False(format!("{path}: hangs"))),
        Err(_) => Err(Outcome::Broken),
    }
}

fn within(asked: Instant) -> Window {
    Window {
        from: asked.checked_sub(SLACK).unwrap_or(asked),
        until: now(),
    }
}

fn parse(path: &str, text: &str) -> Result<Value, Otherwise> {
    serde_json::from_str(text).map_err(|error| Outcome::False(format!("{path}: {error}")))
}

fn judge(held: bool, path: &str, seen: impl FnOnce() -> String) -> Result<(), Otherwise> {
    if held {
        Ok(())
    } else {
        Err(Outcome::False(format!("{path}: {}", seen())))
    }
}

/// A failure with a status that may be, and a code.
fn told(path: &str, status: u16, code: &str) -> Outcome {
    if matches!(status, 409 | 410 | 502 | 503 | 504) && !code.is_empty() {
        Outcome::Told(status, code.to_owned())
    } else {
        Outcome::False(format!("{path}: {status} {code:?}"))
    }
}
