//! From Graph's shapes to ours.

use crate::domain::{
    ContentTag, DownloadUrl, DriveId, DrivePath, ETag, Entry, EntryKind, ItemId, RemoteItem,
    Result, Segment,
};
use crate::graph::{self, DriveItem};

/// The entry, with what `trust` makes of its URL, or `None` where the item makes no sense. An item that can't be shown would be missing from
/// its folder, so the caller fails the whole answer: a listing is complete or an error.
pub(super) fn entry(
    item: DriveItem,
    trust: impl FnOnce(&str) -> Result<DownloadUrl>,
) -> Option<Entry> {
    let kind = kind(&item)?;
    let id = ItemId::parse(&item.id).ok()?;
    let name = match item.root {
        Some(_) => None,
        None => Some(Segment::parse(item.name.as_deref()?).ok()?),
    };
    let etag = item.e_tag.as_deref().and_then(ETag::requote);
    let size = item.size.and_then(|size| u64::try_from(size).ok());
    let hashes = item.file.as_ref().and_then(|file| file.hashes.as_ref());
    let quick_xor_hash = hashes.and_then(|hashes| hashes.quick_xor_hash.clone());
    let size_and_hash = size.zip(quick_xor_hash.as_deref());
    let content_tag = ContentTag::choose(item.c_tag.as_deref(), size_and_hash, etag.as_ref());
    let url = item
        .download_url
        .as_deref()
        .filter(|_| kind == EntryKind::File);
    Some(Entry {
        parent_id: item
            .parent_reference
            .as_ref()
            .and_then(|parent| ItemId::parse(parent.id.as_deref()?).ok()),
        found_at: found_at(&item, name.as_ref()),
        created_at: item.created_at(),
        modified_at: item.modified_at(),
        content_tag: content_tag.filter(|_| kind == EntryKind::File),
        infected: item.malware.is_some(),
        remote: item.remote_item.as_ref().and_then(remote),
        download_url: url.map(trust),
        mime_type: item.file.and_then(|file| file.mime_type),
        id,
        name,
        kind,
        size,
        etag,
        quick_xor_hash,
    })
}

/// What the facets say. A shortcut carries `remoteItem` and may carry others beside it.
fn kind(item: &DriveItem) -> Option<EntryKind> {
    match item {
        DriveItem {
            remote_item: Some(_),
            ..
        } => Some(EntryKind::Shortcut),
        DriveItem {
            package: Some(_), ..
        } => Some(EntryKind::Package),
        DriveItem { file: Some(_), .. } => Some(EntryKind::File),
        DriveItem {
            folder: Some(_), ..
        }
        | DriveItem { root: Some(_), .. } => Some(EntryKind::Folder),
        // No facet that we know: there, but not to be opened.
        _ => item.name.is_some().then_some(EntryKind::Package),
    }
}

/// What a shortcut points to; nothing where an id is missing or unsound.
fn remote(item: &graph::RemoteItem) -> Option<RemoteItem> {
    let place = item.parent_reference.as_ref()?;
    Some(RemoteItem {
        drive: DriveId::parse(place.drive_id.as_deref()?).ok()?,
        id: ItemId::parse(item.id.as_deref()?).ok()?,
    })
}

/// Where Graph says the item is. `parentReference.path` is `/drives/{id}/root:/a/b` on business
/// drives and percent-encoded, `/drive/root:/a%20b`, on personal ones.
fn found_at(item: &DriveItem, name: Option<&Segment>) -> Option<DrivePath> {
    let Some(name) = name else {
        return Some(DrivePath::root());
    };
    let parent = item.parent_reference.as_ref()?;
    let (_, path) = parent.path.as_deref()?.split_once(':')?;
    let parent_path = if path.is_empty() {
        DrivePath::root()
    } else if parent.drive_type.as_deref() == Some("personal") {
        DrivePath::from_encoded(path).ok()?
    } else {
        DrivePath::parse(path).ok()?
    };
    Some(parent_path.join(name))
}
