//! `PROPFIND`: what lies here (RFC 4918, section 9.1).

use axum::body::Body;
use axum::response::Response;
use http::{HeaderName, HeaderValue};

use crate::dav::answers::{locate, multistatus};
use crate::dav::ask::{Ask, PREFIX};
use crate::dav::clients::wants_little;
use crate::dav::details::Details;
use crate::dav::headers::Depth;
use crate::dav::listing::{self, is_folder};
use crate::dav::properties::Selection;
use crate::dav::refusal::{Refusal, Trouble};
use crate::dav::xml::{Href, Multistatus, PropFind};
use crate::domain::VirtualPath;

/// So much is said of one folder, in bytes: of 200,000 children what clients ask for, and of 10,000 all that programs
/// may be expected to have said of them. It is whole in memory before it is sent.
const LARGEST: usize = 128 * 1024 * 1024;

/// The listing is whole before the first byte of it is sent.
pub(super) async fn answer(ask: &Ask, body: Body) -> Result<Response, Trouble> {
    let depth = Depth::of(ask.headers())?;
    let selection = selection(ask, body).await?;
    let found = listing::find(ask, depth).await?;
    let details = Details::of(ask, &found, &selection).await?;
    let href = ask.href(found.is_folder());
    let is_brief = ask.is_brief();
    let mut answer = Multistatus::new();
    let own = details.own(&found.row);
    answer.response(&href, |out| own.describe(&selection, is_brief, out));
    for row in found.rows().skip(1) {
        let member = href.child(row.name.as_str(), is_folder(row));
        let resource = details.member(row);
        answer.response(&member, |out| resource.describe(&selection, is_brief, out));
        if answer.weight() > LARGEST {
            return Err(Refusal::TooMuch.into());
        }
    }
    let mut response = multistatus(answer);
    if found.is_folder() && !ask.place.trailing_slash {
        locate(response.headers_mut(), &href);
    }
    note_brevity(&mut response, is_brief);
    Ok(response)
}

/// Above the tree lies nothing but the tree: Windows begins its way there.
pub(super) async fn answer_above(ask: &Ask, body: Body) -> Result<Response, Trouble> {
    let depth = Depth::of(ask.headers())?;
    if depth == Some(Depth::Infinity) {
        return Err(Refusal::InfiniteDepth.into());
    }
    let selection = selection(ask, body).await?;
    let root = VirtualPath::root();
    let row = ask.services().browse.stat(&ask.caller, &root).await?;
    let nothing = Details::default();
    let resource = nothing.own(&row);
    let mut answer = Multistatus::new();
    let mut hrefs = vec![Href::new("", &root, true)];
    if depth != Some(Depth::Zero) {
        hrefs.push(Href::new(PREFIX, &root, true));
    }
    for href in hrefs {
        answer.response(&href, |out| {
            resource.describe(&selection, ask.is_brief(), out);
        });
    }
    Ok(multistatus(answer))
}

async fn selection(ask: &Ask, body: Body) -> Result<Selection, Trouble> {
    let body = ask.read_xml(body).await?;
    let little = wants_little(ask.headers());
    Ok(Selection::of(PropFind::read(&body)?, little))
}

fn note_brevity(response: &mut Response, is_brief: bool) {
    if is_brief {
        let name = HeaderName::from_static("preference-applied");
        let applied = HeaderValue::from_static("return=minimal");
        response.headers_mut().insert(name, applied);
    }
}
