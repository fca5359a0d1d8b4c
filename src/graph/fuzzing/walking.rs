//! A walk through pages, for those above this layer.

use http::{HeaderMap, StatusCode};

use crate::domain::{Diagnosis, DownloadUrl, Service, Timestamp};
use crate::graph::DriveItem;
use crate::graph::calls::understand;
use crate::graph::cloud::Cloud;
use crate::graph::error::Error;
use crate::graph::refusal::Subject;
use crate::graph::transport::Answer;
use crate::graph::walk::Walk;
use crate::graph::wire::Collection;

const OPERATION: &str = "list children";

/// The children of a folder in Microsoft's global cloud, answered by hand.
#[derive(Debug)]
pub struct Walking {
    cloud: Cloud,
    walk: Walk,
}

impl Walking {
    /// Begins at the address `first`; visits at most so many pages.
    pub fn new(first: &str, most_pages: usize) -> Self {
        Self {
            cloud: Cloud::known().swap_remove(0),
            walk: Walk::new(first.to_owned(), most_pages),
        }
    }

    /// The address that is asked next; `None` at the end.
    pub fn next(&self) -> Option<&str> {
        self.walk.next()
    }

    /// Takes the answer that came from there.
    pub fn take(&mut self, status: u16, body: Vec<u8>) -> Result<Vec<DriveItem>, Error> {
        let answer = Answer {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::OK),
            headers: HeaderMap::new(),
            body,
        };
        let page: Collection<DriveItem> = understand(OPERATION, Subject::Item, &answer)?;
        let taken = self.walk.take(&self.cloud, page);
        taken.map_err(|diagnosis| Error::of(OPERATION, Service::Graph, diagnosis))
    }

    /// What the client makes of an item's URL.
    pub fn trust(&self, url: &str) -> Result<DownloadUrl, Error> {
        let trusted = self.cloud.trust(url, Timestamp::default());
        trusted.map_err(|_| Error::of(OPERATION, Service::Graph, Diagnosis::UpstreamUntrustedHost))
    }
}
