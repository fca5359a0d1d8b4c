//! What goes wrong with a call.

use graph_sim::Fault;

use super::case::Extent;

/// What happens to a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trouble {
    pub(super) name: &'static str,
    pub(super) strike: fn(Fault) -> Fault,
    kind: Kind,
}

/// Where a trouble makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Before the service does what it is asked for, and behind it.
    Any,
    /// Only where nothing is done: the service's own clear word.
    Refusal,
    /// Only behind the deed: something happens to the answer.
    OfAnswer,
    /// Only where there are bytes on their way to the service.
    OfRequest,
    /// An answer that is none, where there is one to be.
    Misshapen,
}

const PAGE: &str = "<!DOCTYPE html><html><body><h1>Gateway</h1></body></html>";

macro_rules! trouble {
    ($kind:ident, $name:expr, $strike:expr) => {
        Trouble {
            name: $name,
            strike: $strike,
            kind: Kind::$kind,
        }
    };
}

/// All of them.
pub(super) fn all() -> Vec<Trouble> {
    let mut all = passing();
    all.extend(refusals());
    all.extend(of_answers());
    all
}

/// A few, for calls that only look.
pub(super) fn of_questions() -> Vec<Trouble> {
    let meant = [
        "429, wait 2 s",
        "429, wait 120 s",
        "503",
        "502, HTML",
        "reset",
        "200, HTML",
        "404, HTML",
        "403 `accessDenied`",
    ];
    let mut all = all();
    all.retain(|trouble| meant.contains(&trouble.name));
    all
}

fn passing() -> Vec<Trouble> {
    vec![
        trouble!(Any, "429, wait 2 s", |fault| wait(fault, 429, "2")),
        trouble!(Any, "429, wait 120 s", |fault| wait(fault, 429, "120")),
        trouble!(Any, "429, no wait named", |fault| plain(fault, 429)),
        trouble!(Any, "503, wait 2 s", |fault| wait(fault, 503, "2")),
        trouble!(Any, "503, wait 120 s", |fault| wait(fault, 503, "120")),
        trouble!(Any, "503", |fault| plain(fault, 503)),
        trouble!(Any, "500", |fault| plain(fault, 500)),
        trouble!(Any, "502, HTML", |fault| html(fault, 502)),
        trouble!(Any, "504, HTML", |fault| html(fault, 504)),
        trouble!(Any, "408", |fault| plain(fault, 408)),
        trouble!(Any, "reset", Fault::drop_connection),
        trouble!(Any, "silence", Fault::stall),
        trouble!(Any, "404, HTML", |fault| html(fault, 404)),
        trouble!(Any, "403, HTML", |fault| html(fault, 403)),
        trouble!(OfRequest, "cut on the way there", |fault| fault
            .cut_request_body(500)),
    ]
}

/// In Graph's own words. A service that did what it says it didn't is beyond what anybody can find out.
fn refusals() -> Vec<Trouble> {
    vec![
        trouble!(Refusal, "401", |fault| plain(fault, 401)),
        trouble!(Refusal, "400 `invalidRequest`", |fault| graph(
            fault,
            400,
            "invalidRequest"
        )),
        trouble!(Refusal, "403 `accessDenied`", |fault| graph(
            fault,
            403,
            "accessDenied"
        )),
        trouble!(Refusal, "404 `itemNotFound`", |fault| graph(
            fault,
            404,
            "itemNotFound"
        )),
        trouble!(Refusal, "409 `nameAlreadyExists`", |fault| graph(
            fault,
            409,
            "nameAlreadyExists"
        )),
        trouble!(Refusal, "412", |fault| graph(
            fault,
            412,
            "resourceModified"
        )),
        trouble!(Refusal, "423", |fault| graph(fault, 423, "resourceLocked")),
        trouble!(Refusal, "507", |fault| graph(
            fault,
            507,
            "quotaLimitReached"
        )),
    ]
}

fn of_answers() -> Vec<Trouble> {
    vec![
        trouble!(Any, "200, HTML", |fault| html(fault, 200)),
        trouble!(Misshapen, "200, empty", |fault| plain(fault, 200)),
        trouble!(Misshapen, "200, `{}`", |fault| json(fault, 200, "{}")),
        trouble!(Any, "200, cut JSON", |fault| json(
            fault,
            200,
            r#"{"id":"1","na"#
        )),
        trouble!(OfAnswer, "cut after 40 B", |fault| fault.truncate_body(40)),
        trouble!(OfAnswer, "silence after 40 B", |fault| fault.stall_body(40)),
    ]
}

impl Trouble {
    /// Whether it can strike before the deed, and behind it.
    pub(super) fn strikes(&self, is_behind: bool, has_body: bool, is_answered: bool) -> bool {
        match self.kind {
            Kind::Any => true,
            Kind::Refusal => !is_behind,
            Kind::OfAnswer => is_behind && is_answered,
            Kind::OfRequest => !is_behind && has_body,
            Kind::Misshapen => is_answered,
        }
    }

    /// Of a Graph that says of everything that it is not there, nobody could know better.
    pub(super) fn can_strike(&self, extent: Extent) -> bool {
        extent != Extent::All || self.name != "404 `itemNotFound`"
    }

    /// Whether somebody waits for it in real time.
    pub(super) fn is_slow(&self) -> bool {
        self.name.starts_with("silence")
    }
}

fn plain(fault: Fault, status: u16) -> Fault {
    fault.status(status).header("content-length", "0")
}

fn wait(fault: Fault, status: u16, seconds: &str) -> Fault {
    plain(fault, status).header("retry-after", seconds)
}

fn html(fault: Fault, status: u16) -> Fault {
    let fault = fault.status(status).header("content-type", "text/html");
    fault
        .header("content-length", &PAGE.len().to_string())
        .body(PAGE)
}

fn json(fault: Fault, status: u16, body: &'static str) -> Fault {
    let fault = fault
        .status(status)
        .header("content-type", "application/json");
    fault
        .header("content-length", &body.len().to_string())
        .body(body)
}

fn graph(fault: Fault, status: u16, code: &'static str) -> Fault {
    let body = format!(r#"{{"error":{{"code":"{code}","message":"so it is"}}}}"#);
    let fault = fault
        .status(status)
        .header("content-type", "application/json");
    fault
        .header("content-length", &body.len().to_string())
        .body(body)
}
