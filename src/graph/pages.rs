//! Collections that come in pages.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::domain::{Diagnosis, Service};

use super::call::Call;
use super::calls::Calls;
use super::error::Error;
use super::walk::Walk;
use super::wire::DriveItem;

/// A collection, such as the children of a folder. A page may be short or empty while another follows;
/// only the absence of a `nextLink` ends the collection (Graph documentation, "Paging Microsoft Graph
/// data").
#[derive(Debug)]
pub struct Pages<'a, T = DriveItem> {
    calls: Calls<'a>,
    first: Call,
    walk: Walk,
    members: PhantomData<fn() -> T>,
}

/// More pages than any folder has: 30 million items at 200 a page would be 150,000.
const MOST_PAGES: usize = 200_000;

impl<'a, T: DeserializeOwned + Send> Pages<'a, T> {
    pub(super) fn new(calls: Calls<'a>, first: Call) -> Self {
        Self {
            calls,
            walk: Walk::new(first.url.clone(), MOST_PAGES),
            first,
            members: PhantomData,
        }
    }

    /// The next page; `None` after the last. After an error the same page is asked for again.
    pub async fn next(&mut self) -> Result<Option<Vec<T>>, Error> {
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
    /// The whole collection, which has at most so many members: a service that goes on beyond is not
    /// telling the truth.
    pub(super) async fn all(mut self, most: usize) -> Result<Vec<T>, Error> {
        let mut members = Vec::new();
        while let Some(page) = self.next().await? {
            members.extend(page);
            if members.len() > most {
                let diagnosis = Diagnosis::UpstreamMalformed;
                return Err(Error::of(self.first.operation, Service::Graph, diagnosis));
            }
        }
        Ok(members)
    }
}
