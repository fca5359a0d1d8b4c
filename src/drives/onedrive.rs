//! A drive of Microsoft's, over Graph. Remembers nothing: what it is asked, it asks.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt as _;

use crate::domain::{
    Anchor, Clock, Diagnosis, Download, Drive, DriveId, DrivePath, Entry, EntryKind, Error, ItemId,
    Listing, Opened, RangeRequest, Result, Segment, Service, Target, TenantId, Timestamp,
    UpstreamFailure, Urgency,
};
use crate::graph::{self, Client, DriveItem, Expected, ItemAddress};

use super::convert;
use super::gathering::{Gathering, LARGEST_LISTING};
use super::lookup::{can_exist, other_normal_form};

/// One Microsoft drive.
#[derive(Debug)]
pub struct OneDrive {
    client: Arc<Client>,
    drive: DriveId,
    tenant: TenantId,
    clock: Arc<dyn Clock>,
    /// Whether the service takes paths, once its answers have shown it.
    takes_paths: OnceLock<bool>,
}

impl OneDrive {
    /// The drive `drive`, read with `client`'s application; `tenant` is whose application it is.
    pub fn new(
        client: Arc<Client>,
        drive: DriveId,
        tenant: TenantId,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            client,
            drive,
            tenant,
            clock,
            takes_paths: OnceLock::new(),
        }
    }

    fn error(&self, error: graph::Error) -> Error {
        graph::for_tenant(error, &self.tenant)
    }

    fn malformed(&self, service: Service) -> Error {
        self.failed(service, Diagnosis::UpstreamMalformed)
    }

    fn failed(&self, service: Service, diagnosis: Diagnosis) -> Error {
        let failure = UpstreamFailure::new(service, diagnosis);
        UpstreamFailure {
            tenant: Some(self.tenant.clone()),
            ..failure
        }
        .into()
    }

    fn entry(&self, item: DriveItem, asked_at: Timestamp) -> Result<Arc<Entry>> {
        let trust = |url: &str| {
            let trusted = self.client.trust(url, asked_at);
            trusted.map_err(|error| self.error(error))
        };
        convert::entry(item, trust)
            .map(Arc::new)
            .ok_or_else(|| self.malformed(Service::Graph))
    }

    async fn ask(&self, address: &ItemAddress, urgency: Urgency) -> Result<DriveItem> {
        let found = self.client.calls(urgency).item(&self.drive, address).await;
        found.map_err(|error| self.error(error))
    }

    /// The item, in whichever normal form its names are stored.
    async fn item(&self, target: &Target, urgency: Urgency) -> Result<DriveItem> {
        if !can_exist(target) {
            return Err(Error::NotFound);
        }
        let found = self.item_by_name(target, urgency).await;
        match (found, other_normal_form(target)) {
            (Err(Error::NotFound), Some(other)) => self.item_by_name(&other, urgency).await,
            (found, _) => found,
        }
    }

    /// The item under exactly these names: by path, and by keys where the service refuses the path or may
    /// have misread it.
    async fn item_by_name(&self, target: &Target, urgency: Urgency) -> Result<DriveItem> {
        let Some((keys, path)) = keys(target) else {
            return self.ask(&address(target), urgency).await;
        };
        if self.refuses_paths() {
            return self.ask(&keys, urgency).await;
        }
        match self.ask(&address(target), urgency).await {
            Err(Error::NotFound) if path.as_str().contains('+') => self.ask(&keys, urgency).await,
            Err(error) if is_refused(&error) => {
                let found = self.ask(&keys, urgency).await;
                if found.is_ok() && self.takes_paths.get().is_none() {
                    self.try_a_path(urgency).await;
                }
                found
            }
            found => {
                self.note_path(found.as_ref().err());
                found
            }
        }
    }

    fn refuses_paths(&self) -> bool {
        self.takes_paths.get() == Some(&false)
    }

    /// Learns from the answer to a question by path; one that says nothing about paths is let pass.
    fn note_path(&self, error: Option<&Error>) {
        match error {
            None | Some(Error::NotFound) => drop(self.takes_paths.set(true)),
            Some(error) if is_refused(error) => drop(self.takes_paths.set(false)),
            Some(_) => {}
        }
    }

    /// One path was refused, and its item is there by its keys: is it this path, or paths as such? A plain
    /// one right below the root tells, whether anything lies there or not.
    async fn try_a_path(&self, urgency: Urgency) {
        let plain = DrivePath::parse("/a").expect("it is a path");
        let asked = self.ask(&ItemAddress::Path(plain), urgency).await;
        self.note_path(asked.as_ref().err());
    }

    async fn children(&self, target: &Target, urgency: Urgency) -> Result<Listing> {
        if !can_exist(target) {
            return Err(Error::NotFound);
        }
        let fetched_at = self.clock.now();
        let mut gathering = Gathering::new(LARGEST_LISTING);
        let address = address(target);
        let mut pages = self.client.calls(urgency).children(&self.drive, &address);
        while let Some(page) = pages.next().await.map_err(|error| self.error(error))? {
            for item in page {
                let added = gathering.add(self.entry(item, fetched_at)?);
                added.map_err(|diagnosis| self.failed(Service::Graph, diagnosis))?;
            }
        }
        let entries = gathering.into_entries();
        let (folder_id, found_at) = folder_of(&entries);
        Ok(Listing {
            folder_id,
            found_at,
            entries,
            fetched_at,
        })
    }

    /// The children of whatever folder the item itself turns out to be, at the price of one call.
    async fn children_of_item(&self, target: &Target, urgency: Urgency) -> Result<Listing> {
        let folder = self.stat(target, urgency).await?;
        check_folder(&folder)?;
        let children = self.children(&Target::Id(folder.id.clone()), urgency).await;
        let listing = children.map_err(|error| match error {
            // The folder itself has just been seen: Graph contradicts itself, which is not "nothing there".
            Error::NotFound => self.malformed(Service::Graph),
            error => error,
        })?;
        Ok(Listing {
            folder_id: Some(folder.id.clone()),
            found_at: folder.found_at.clone(),
            ..listing
        })
    }

    /// An answer without children does not say that a folder was asked for: Graph's documents are silent
    /// about the children of a file. So the item itself is asked, at the price of one call.
    async fn made_sure(
        &self,
        target: &Target,
        listing: Listing,
        urgency: Urgency,
    ) -> Result<Listing> {
        if !listing.entries.is_empty() {
            return Ok(listing);
        }
        let folder = self.stat(target, urgency).await?;
        check_folder(&folder)?;
        Ok(Listing {
            folder_id: Some(folder.id.clone()),
            found_at: folder.found_at.clone(),
            ..listing
        })
    }
}

#[async_trait]
impl Drive for OneDrive {
    async fn stat(&self, target: &Target, urgency: Urgency) -> Result<Arc<Entry>> {
        let asked_at = self.clock.now();
        self.entry(self.item(target, urgency).await?, asked_at)
    }

    async fn list(&self, target: &Target, urgency: Urgency) -> Result<Arc<Listing>> {
        let needs_keys = self.refuses_paths() && keys(target).is_some();
        let listing = if needs_keys {
            self.children_of_item(target, urgency).await?
        } else {
            match self.children(target, urgency).await {
                Ok(listing) => self.made_sure(target, listing, urgency).await?,
                // A file has no children, and services say so in different words; a name may lie there in
                // another form. What lies there, the item itself tells.
                Err(Error::NotFound) => self.children_of_item(target, urgency).await?,
                Err(error) if is_refused(&error) => self.children_of_item(target, urgency).await?,
                Err(error) => return Err(error),
            }
        };
        Ok(Arc::new(listing))
    }

    async fn download(
        &self,
        target: &Target,
        life: Duration,
        urgency: Urgency,
    ) -> Result<Download> {
        let asked_at = self.clock.now();
        let entry = self.entry(self.item(target, urgency).await?, asked_at)?;
        check_file(&entry)?;
        let url = entry.url().cloned();
        let url = url.ok_or_else(|| self.malformed(Service::Graph))?;
        debug_assert!(
            url.lives(asked_at, life),
            "a fresh URL has its whole life before it"
        );
        Ok(Download { url, entry })
    }

    async fn open(
        &self,
        download: &Download,
        range: Option<RangeRequest>,
        urgency: Urgency,
    ) -> Result<Opened> {
        let asked = range.map(RangeRequest::to_header);
        let expected = Expected {
            page: is_page(&download.entry),
            nothing: download.entry.size.is_none_or(|size| size == 0),
        };
        let calls = self.client.calls(urgency);
        let content = calls.content(&self.drive, &download.url, asked.as_deref(), &expected);
        let content = content.await;
        let content = content.map_err(|error| match (error.unsatisfied_length(), range) {
            (Some(length), Some(_)) => Error::RangeNotSatisfiable { length },
            _ => self.error(error),
        })?;
        let tenant = self.tenant.clone();
        let bytes = content
            .bytes
            .map(move |chunk| chunk.map_err(|error| graph::for_tenant(error, &tenant)));
        Ok(Opened {
            length: content.length,
            range: content.range,
            etag: content.etag,
            bytes: Box::pin(bytes),
        })
    }
}

fn address(target: &Target) -> ItemAddress {
    match target {
        Target::At(Anchor::Root, path) => ItemAddress::Path(path.clone()),
        Target::At(Anchor::Folder(id), path) => ItemAddress::Below(id.clone(), path.clone()),
        Target::Id(id) => ItemAddress::Id(id.clone()),
    }
}

/// The same item by the names on the way, and the path they make; `None` where there are no names.
fn keys(target: &Target) -> Option<(ItemAddress, &DrivePath)> {
    let (folder, path) = match target {
        Target::At(Anchor::Root, path) => (None, path),
        Target::At(Anchor::Folder(id), path) => (Some(id.clone()), path),
        Target::Id(_) => return None,
    };
    (!path.is_root()).then(|| (ItemAddress::Keys(folder, path.clone()), path))
}

/// Whether the service could make nothing of the question: the path's form, or the kind of the item.
fn is_refused(error: &Error) -> bool {
    error.diagnosis() == Some(Diagnosis::UpstreamRefused)
}

/// What the children say about their folder.
fn folder_of(entries: &[Arc<Entry>]) -> (Option<ItemId>, Option<DrivePath>) {
    let Some(child) = entries.first() else {
        return (None, None);
    };
    (
        child.parent_id.clone(),
        child.found_at.as_ref().and_then(DrivePath::parent),
    )
}

pub(super) fn check_folder(entry: &Entry) -> Result<()> {
    match entry.kind {
        EntryKind::Folder => Ok(()),
        EntryKind::File => Err(Error::not_a_folder()),
        EntryKind::Package | EntryKind::Shortcut => Err(Error::opaque()),
    }
}

/// Whether the file may rightly be announced as a page: so says its media type, or its name's ending.
fn is_page(entry: &Entry) -> bool {
    const PAGES: [&str; 2] = ["text/html", "application/xhtml+xml"];
    let told = entry.mime_type.as_deref().unwrap_or_default();
    let told = told.split(';').next().unwrap_or_default().trim();
    let name = entry.name.as_ref().map_or("", Segment::as_str);
    let mut guesses = mime_guess::from_path(name).iter();
    PAGES.iter().any(|page| told.eq_ignore_ascii_case(page))
        || guesses.any(|guess| PAGES.contains(&guess.essence_str()))
}

/// Whether the entry's bytes can be had at all. Where the service names a host that is not trusted, asking
/// once more would bring the same.
pub(super) fn check_file(entry: &Entry) -> Result<()> {
    match entry.kind {
        EntryKind::File if entry.infected => {
            Err(UpstreamFailure::new(Service::Graph, Diagnosis::Malware).into())
        }
        EntryKind::File => match &entry.download_url {
            Some(Err(refusal)) => Err(refusal.clone()),
            Some(Ok(_)) | None => Ok(()),
        },
        EntryKind::Folder => Err(Error::not_a_file()),
        EntryKind::Package | EntryKind::Shortcut => Err(Error::opaque()),
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::Timestamp;

    use super::*;

    fn file(name: &str, mime_type: Option<&str>) -> Entry {
        Entry {
            id: ItemId::parse("1").expect("an id"),
            parent_id: None,
            name: Some(Segment::parse(name).expect("a name")),
            kind: EntryKind::File,
            size: None,
            created_at: None,
            modified_at: Some(Timestamp::default()),
            mime_type: mime_type.map(str::to_owned),
            etag: None,
            content_tag: None,
            quick_xor_hash: None,
            found_at: None,
            download_url: None,
            infected: false,
        }
    }

    #[test]
    fn a_page_is_known_by_type_or_name() {
        for (name, mime_type) in [
            ("a.html", None),
            ("A.HTM", Some("application/octet-stream")),
            ("a.xhtml", None),
            ("a", Some("Text/HTML; charset=utf-8")),
        ] {
            assert!(is_page(&file(name, mime_type)), "{name}");
        }
        for (name, mime_type) in [
            ("a.txt", None),
            ("html", None),
            ("a.html.zip", Some("application/zip")),
            ("a", Some("text/plain")),
        ] {
            assert!(!is_page(&file(name, mime_type)), "{name}");
        }
    }
}
