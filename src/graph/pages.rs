//! Collections that come in pages.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use url::Url;

use crate::domain::{Diagnosis, Service};

use super::attempt::Call;
use super::calls::Calls;
use super::error::Error;
use super::wire::{Collection, DriveItem};

/// The children of a folder. A page may be short or empty while another follows; only the absence of
/// a `nextLink` ends the collection (Graph documentation, "Paging Microsoft Graph data").
#[derive(Debug)]
pub struct Pages<'a> {
    calls: Calls<'a>,
    next: Option<Call>,
    seen: HashSet<u64>,
}

/// More pages than any folder has: 30 million items at 200 a page would be 150,000. A service that
/// goes on beyond is not telling the truth.
const MOST_PAGES: usize = 200_000;

const OPERATION: &str = "list children";

impl<'a> Pages<'a> {
    pub(super) fn new(calls: Calls<'a>, first: Call) -> Self {
        Self {
            calls,
            next: Some(first),
            seen: HashSet::new(),
        }
    }

    /// The next page; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Vec<DriveItem>>, Error> {
        let Some(call) = self.next.take() else {
            return Ok(None);
        };
        let page: Collection<DriveItem> = self.calls.read(&call).await?;
        let link = page.next_link.map(|link| self.follow(link)).transpose()?;
        self.next = link.map(|url| call.at(url));
        Ok(Some(page.value))
    }

    /// Accepts a link that leads to this cloud's Graph and to a page not yet read: a loop would
    /// otherwise never end, and the bearer token goes to no other host.
    fn follow(&mut self, link: String) -> Result<String, Error> {
        let mut hasher = DefaultHasher::new();
        link.hash(&mut hasher);
        let fresh = self.seen.insert(hasher.finish()) && self.seen.len() < MOST_PAGES;
        let foreign = !Url::parse(&link).is_ok_and(|url| self.calls.cloud_accepts(&url));
        match (foreign, fresh) {
            (true, _) => Err(Error::of(
                OPERATION,
                Service::Graph,
                Diagnosis::UpstreamUntrustedHost,
            )),
            (false, false) => Err(Error::of(
                OPERATION,
                Service::Graph,
                Diagnosis::UpstreamMalformed,
            )),
            (false, true) => Ok(link),
        }
    }
}
