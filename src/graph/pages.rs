//! Collections that come in pages.

use crate::domain::Service;

use super::call::Call;
use super::calls::Calls;
use super::error::Error;
use super::walk::Walk;
use super::wire::DriveItem;

/// The children of a folder. A page may be short or empty while another follows; only the absence of
/// a `nextLink` ends the collection (Graph documentation, "Paging Microsoft Graph data").
#[derive(Debug)]
pub struct Pages<'a> {
    calls: Calls<'a>,
    first: Call,
    walk: Walk,
}

/// More pages than any folder has: 30 million items at 200 a page would be 150,000.
const MOST_PAGES: usize = 200_000;

impl<'a> Pages<'a> {
    pub(super) fn new(calls: Calls<'a>, first: Call) -> Self {
        Self {
            calls,
            walk: Walk::new(first.url.clone(), MOST_PAGES),
            first,
        }
    }

    /// The next page; `None` after the last. After an error the same page is asked for again.
    pub async fn next(&mut self) -> Result<Option<Vec<DriveItem>>, Error> {
        let Some(address) = self.walk.next() else {
            return Ok(None);
        };
        let page = self.calls.read(&self.first.at(address.to_owned())).await?;
        // A folder may take longer than anybody's patience; each page that has come is a beginning.
        self.calls = self.calls.afresh();
        let taken = self.walk.take(self.calls.cloud(), page);
        taken
            .map(Some)
            .map_err(|diagnosis| Error::of(self.first.operation, Service::Graph, diagnosis))
    }
}
