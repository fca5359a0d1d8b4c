//! The faults, and what the rules say about them.

use super::blow::Blow;
use super::downloads;
use super::stage::{Often, Stage};

/// One fault.
#[derive(Clone, Debug)]
pub(super) struct Trouble {
    pub(super) name: String,
    pub(super) blow: Blow,
    /// What the rules promise where it strikes once, and where it goes on.
    pub(super) promises: [Promise; 2],
    /// The wait that Microsoft asks for, in whole seconds.
    pub(super) wait: Option<u64>,
}

/// What a visitor may expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promise {
    /// All that he asked for.
    Mended,
    /// To be told.
    Told,
}

impl Trouble {
    /// A fault that passes: mended where it strikes once, told where it goes on.
    pub(super) fn passing(name: &str, blow: Blow) -> Self {
        Self {
            name: name.to_owned(),
            blow,
            promises: [Promise::Mended, Promise::Told],
            wait: None,
        }
    }

    /// A fault that asking again would not mend.
    pub(super) fn lasting(name: &str, blow: Blow) -> Self {
        let promises = [Promise::Told; 2];
        Self {
            promises,
            ..Self::passing(name, blow)
        }
    }

    /// A fault that is mended however often it strikes.
    pub(super) fn harmless(name: &str, blow: Blow) -> Self {
        let promises = [Promise::Mended; 2];
        Self {
            promises,
            ..Self::passing(name, blow)
        }
    }

    /// The same fault, with a wait asked for.
    fn with_wait(self, seconds: u64) -> Self {
        Self {
            wait: Some(seconds),
            ..self
        }
    }

    /// Whether it can strike again and again.
    pub(super) fn recurs(&self) -> bool {
        !matches!(self.blow, Blow::None | Blow::CutAndChanged(_))
    }

    pub(super) fn promise(&self, often: Often) -> Promise {
        self.promises[usize::from(often == Often::Always)]
    }
}

/// A page for people where none belongs.
pub(super) const PAGE: &str = "<!DOCTYPE html><html><body><h1>Gateway</h1></body></html>";
pub(super) const HTML: (&str, &str) = ("content-type", "text/html; charset=utf-8");
const JSON: (&str, &str) = ("content-type", "application/json");

/// All that can go wrong at a stage, after how it is where nothing does.
pub(super) fn all(stage: Stage) -> Vec<Trouble> {
    let mut all = vec![Trouble::harmless("none", Blow::None)];
    all.extend(pauses());
    all.extend(failures());
    match stage {
        Stage::Token => all.extend(refusals_of_login()),
        Stage::Body => {
            all.extend(downloads::refusals());
            all.extend(downloads::cuts());
            all.extend(downloads::resumptions());
        }
        _ => {
            all.extend(refusals_of_graph());
            let elsewhere = Blow::answer(302, &[("location", "http://127.0.0.1:1/")], "");
            // A question that is refused is asked in other words, where there are any.
            all.push(match stage {
                Stage::DriveLookup => Trouble::lasting("302", elsewhere),
                _ => Trouble::passing("302", elsewhere),
            });
        }
    }
    if stage != Stage::Body {
        all.extend(misshapen());
    }
    match stage {
        Stage::FirstPage | Stage::LaterPage => all.extend(links()),
        Stage::DownloadUrl => {
            all.push(Trouble::lasting("URL of a foreign host", Blow::ForeignUrl));
        }
        Stage::Token | Stage::DriveLookup | Stage::Stat | Stage::Body => {}
    }
    all
}

/// Microsoft asks for a pause.
fn pauses() -> Vec<Trouble> {
    let wait = |status, value| Blow::answer(status, &[("retry-after", value)], "");
    let cut = |status| {
        let headers = [("retry-after", "120"), ("content-length", "64")];
        Blow::answer(status, &headers, "{\"error\":")
    };
    let date = [
        ("date", "Sat, 21 Nov 2026 09:00:00 GMT"),
        ("retry-after", "Sat, 21 Nov 2026 09:02:00 GMT"),
    ];
    vec![
        Trouble::passing("429, wait 2 s", wait(429, "2")).with_wait(2),
        Trouble::passing("429, wait 2.128 s", wait(429, "2.128")).with_wait(3),
        Trouble::lasting("429, wait 120 s", wait(429, "120")).with_wait(120),
        Trouble::lasting("429, wait until a date", Blow::answer(429, &date, "")).with_wait(120),
        Trouble::passing("429, no wait named", Blow::status(429)),
        Trouble::passing("503, wait 2 s", wait(503, "2")).with_wait(2),
        Trouble::lasting("503, wait 120 s", wait(503, "120")).with_wait(120),
        Trouble::lasting("429, wait 120 s, cut", cut(429)).with_wait(120),
    ]
}

/// Microsoft's side, or the way there, is out of order.
fn failures() -> Vec<Trouble> {
    vec![
        Trouble::passing("503", Blow::status(503)),
        Trouble::passing("500", Blow::status(500)),
        Trouble::passing("502, HTML", Blow::answer(502, &[HTML], PAGE)),
        Trouble::passing("504, HTML", Blow::answer(504, &[HTML], PAGE)),
        Trouble::passing("408", Blow::status(408)),
        Trouble::passing("reset", Blow::Reset),
        Trouble::passing("silence", Blow::Silence),
    ]
}

fn refusals_of_login() -> Vec<Trouble> {
    let secret = r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret.","error_codes":[7000215]}"#;
    vec![
        Trouble::passing("401, HTML", Blow::answer(401, &[HTML], PAGE)),
        Trouble::passing("404, HTML", Blow::answer(404, &[HTML], PAGE)),
        Trouble::lasting("401 `invalid_client`", Blow::answer(401, &[JSON], secret)),
    ]
}

fn refusals_of_graph() -> Vec<Trouble> {
    let denied = r#"{"error":{"code":"accessDenied","message":"Access denied"}}"#;
    let rps = r#"{"error":{"code":"BadRequest","message":"Unable to initialize RPS"}}"#;
    vec![
        Trouble::passing("401", Blow::status(401)),
        Trouble::lasting("403 `accessDenied`", Blow::answer(403, &[JSON], denied)),
        Trouble::passing("403, HTML", Blow::answer(403, &[HTML], PAGE)),
        Trouble::passing("404, HTML", Blow::answer(404, &[HTML], PAGE)),
        Trouble::passing("400, RPS", Blow::answer(400, &[JSON], rps)),
    ]
}

/// A success that is none.
fn misshapen() -> Vec<Trouble> {
    vec![
        Trouble::passing("200, HTML", Blow::answer(200, &[HTML], PAGE)),
        Trouble::passing("200, empty", Blow::status(200)),
        Trouble::passing("200, `{}`", Blow::answer(200, &[JSON], "{}")),
        Trouble::passing(
            "200, cut JSON",
            Blow::answer(200, &[JSON], r#"{"value":[{"id":"1""#),
        ),
        Trouble::passing("cut after 40 B", Blow::Cut(40)),
    ]
}

fn links() -> Vec<Trouble> {
    let absent = r#"{"error":{"code":"itemNotFound","message":"Item not found"}}"#;
    let circle = Trouble::passing("link in a circle", Blow::CircularLink);
    vec![
        Trouble::passing("404 `itemNotFound`", Blow::answer(404, &[JSON], absent)),
        Trouble::lasting("foreign link", Blow::ForeignLink),
        circle,
    ]
}
