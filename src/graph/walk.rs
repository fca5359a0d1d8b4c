//! The way through a collection that comes in pages: where it leads, without the calls.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use url::Url;

use crate::domain::Diagnosis;

use super::cloud::Cloud;
use super::wire::Collection;

/// A walk from page to page, each visited once.
///
/// It is over only behind a whole page without a link (Graph documentation, "Paging Microsoft Graph
/// data"). After an error it stands where it stood: it never looks finished.
#[derive(Debug)]
pub(super) struct Walk {
    next: Option<String>,
    visited: HashSet<u64>,
    most_pages: usize,
}

impl Walk {
    /// A walk that begins at the address `first` and visits at most so many pages: a service that goes on
    /// beyond is not telling the truth.
    pub(super) fn new(first: String, most_pages: usize) -> Self {
        let visited = Url::parse(&first).ok().map(|url| mark(&url));
        Self {
            next: Some(first),
            visited: visited.into_iter().collect(),
            most_pages,
        }
    }

    /// Where the next page lies; `None` behind the last.
    pub(super) fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }

    /// Takes the page that was found there, and goes on.
    pub(super) fn take<T>(
        &mut self,
        cloud: &Cloud,
        page: Collection<T>,
    ) -> Result<Vec<T>, Diagnosis> {
        let link = page.next_link.as_deref();
        self.next = link.map(|link| self.follow(cloud, link)).transpose()?;
        Ok(page.value)
    }

    /// Accepts a link that leads to this cloud's Graph and to a page not yet visited: a loop would
    /// otherwise never end.
    fn follow(&mut self, cloud: &Cloud, link: &str) -> Result<String, Diagnosis> {
        let mut url = trusted(cloud, link)?;
        // It never reaches the service, so it makes no other page.
        url.set_fragment(None);
        if self.visited.len() >= self.most_pages || !self.visited.insert(mark(&url)) {
            return Err(Diagnosis::UpstreamMalformed);
        }
        Ok(url.into())
    }
}

/// Accepts a link that leads to this cloud's Graph: the bearer token goes to no other host.
pub(super) fn trusted(cloud: &Cloud, link: &str) -> Result<Url, Diagnosis> {
    // Parsing would forgive them; no address that Microsoft gives holds any.
    if link.bytes().any(|byte| byte.is_ascii_control()) {
        return Err(Diagnosis::UpstreamMalformed);
    }
    let url = Url::parse(link).map_err(|_| Diagnosis::UpstreamUntrustedHost)?;
    if cloud.is_graph(&url) {
        Ok(url)
    } else {
        Err(Diagnosis::UpstreamUntrustedHost)
    }
}

/// Eight bytes stand for an address of hundreds; two of one mark would be an error, never a gap.
fn mark(url: &Url) -> u64 {
    let mut hasher = DefaultHasher::new();
    url.as_str().hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "https://graph.microsoft.com/v1.0/drives/x/root/children?$top=1000";

    fn walk() -> Walk {
        Walk::new(FIRST.to_owned(), 4)
    }

    fn step(walk: &mut Walk, link: Option<&str>) -> Result<(), Diagnosis> {
        let cloud = Cloud::known().swap_remove(0);
        let page = Collection {
            value: vec![()],
            next_link: link.map(str::to_owned),
        };
        walk.take(&cloud, page).map(|_| ())
    }

    #[test]
    fn only_a_page_without_a_link_ends_the_walk() {
        let mut walk = walk();
        assert_eq!(walk.next(), Some(FIRST));
        let second = "https://graph.microsoft.com/v1.0/x?$skiptoken=a%20b";
        assert_eq!(step(&mut walk, Some(second)), Ok(()));
        assert_eq!(walk.next(), Some(second));
        assert_eq!(step(&mut walk, None), Ok(()));
        assert_eq!(walk.next(), None);
    }

    #[test]
    fn a_link_that_parsing_would_forgive_is_an_error() {
        for link in [
            "https://graph.microsoft.com/v1.0/x?a=1\u{e}",
            "\0https://graph.microsoft.com/v1.0/x",
            "https://graph.micro\tsoft.com/v1.0/x",
        ] {
            let taken = step(&mut walk(), Some(link));
            assert_eq!(taken, Err(Diagnosis::UpstreamMalformed), "{link:?}");
        }
    }

    #[test]
    fn a_page_that_was_visited_is_known_in_every_spelling() {
        for link in [
            FIRST,
            "https://GRAPH.microsoft.com:443/v1.0/drives/x/root/children?$top=1000",
            "https://graph.microsoft.com/v1.0/drives/./x/root/children?$top=1000#2",
        ] {
            let mut walk = walk();
            let fault = step(&mut walk, Some(link));
            assert_eq!(fault, Err(Diagnosis::UpstreamMalformed), "{link}");
            assert!(walk.next().is_some(), "a walk gone wrong looks finished");
        }
    }

    #[test]
    fn pages_without_end_are_an_error() {
        let mut walk = walk();
        let link = |n: u32| format!("https://graph.microsoft.com/v1.0/x?$skiptoken={n}");
        for n in 0..3 {
            assert_eq!(step(&mut walk, Some(&link(n))), Ok(()));
        }
        let fault = step(&mut walk, Some(&link(3)));
        assert_eq!(fault, Err(Diagnosis::UpstreamMalformed));
    }
}
