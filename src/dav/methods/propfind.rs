//! `PROPFIND`: what lies here (RFC 4918, section 9.1).

use axum::body::Body;
use axum::response::Response;
use http::{HeaderName, HeaderValue};

use crate::dav::answers::{self, locate, multistatus};
use crate::dav::ask::{Ask, PREFIX};
use crate::dav::clients::wants_little;
use crate::dav::details::Details;
use crate::dav::headers::Depth;
use crate::dav::listing::{self, Found, is_folder};
use crate::dav::properties::Selection;
use crate::dav::refusal::{Refusal, Trouble};
use crate::dav::room::{LARGEST, Share};
use crate::dav::xml::{Href, Multistatus, PropFind};
use crate::domain::VirtualPath;

/// All that is told of a folder or a file.
struct Telling {
    found: Found,
    details: Details,
    selection: Selection,
    href: Href,
    is_brief: bool,
}

impl Telling {
    /// Writes it, into so much of the memory as it takes.
    fn write(&self, mut share: Share) -> Result<(Multistatus, Share), Trouble> {
        let (details, is_brief) = (&self.details, self.is_brief);
        let mut answer = Multistatus::new();
        let own = details.own(&self.found.row);
        answer.response(&self.href, |out| {
            own.describe(&self.selection, is_brief, out);
        });
        for row in self.found.rows().skip(1) {
            let member = self.href.child(row.name.as_str(), is_folder(row));
            let resource = details.member(row);
            answer.response(&member, |out| {
                resource.describe(&self.selection, is_brief, out);
            });
            if answer.weight() > LARGEST {
                return Err(Refusal::TooMuch.into());
            }
            share.hold(answer.weight())?;
        }
        Ok((answer, share))
    }
}

/// The listing is whole before the first byte of it is sent.
pub(super) async fn answer(ask: &Ask, body: Body) -> Result<Response, Trouble> {
    let depth = Depth::of(ask.headers())?;
    let selection = selection(ask, body).await?;
    let found = listing::find(ask, depth).await?;
    let details = Details::of(ask, &found, &selection).await?;
    let (is_folder, rows) = (found.is_folder(), found.rows().count());
    let (href, is_brief) = (ask.href(is_folder), ask.is_brief());
    let telling = Telling {
        found,
        details,
        selection,
        href: href.clone(),
        is_brief,
    };
    let share = ask.share();
    let writing = move || telling.write(share);
    let (answer, share) = ask.services().browse.work_on(rows, writing).await??;
    let mut response = answers::listing(answer, share);
    if is_folder && !ask.place.trailing_slash {
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
