//! From items of the world to their JSON.

use jiff::Timestamp;

use super::address::{TimeStyle, append_name, web_url};
use super::facets::{
    FileFacet, FileSystemInfo, FolderFacet, Hashes, IdentitySet, MalwareFacet, Marker,
    PackageFacet, ParentReference, PhotoFacet, RemoteItem, SharedFacet, SpecialFolderFacet, Writer,
    author,
};
use super::item::DriveItem;
use crate::content::Blob;
use crate::download::UrlMaker;
use crate::graph::fault::Failure;
use crate::graph::inquiry::Inquiry;
use crate::graph::lag;
use crate::graph::selection::Selection;
use crate::graph::special;
use crate::graph::thumbnails::{self, Sets};
use crate::switches::{ShapeSwitches, Switches, Telling};
use crate::world::{Drive, Item, ItemKey, Kind, LinkScope, ShortcutTarget, World};

/// Renders items that have the same parent: what they share is made once.
pub(crate) struct Renderer<'a> {
    world: &'a World,
    drive: &'a Drive,
    switches: &'a Switches,
    selection: Selection,
    parent: ParentReference,
    parent_url: String,
    author: IdentitySet,
    times: TimeStyle,
    urls: UrlMaker<'a>,
    special: Vec<(ItemKey, &'static str)>,
    now: Timestamp,
    thumbnails: Option<Sets<'a>>,
    /// When folders were last counted, if not now.
    counted_at: Option<Timestamp>,
}

impl<'a> Renderer<'a> {
    /// A renderer for the children of `folder`, or for the root if there is none. Fails for an
    /// expansion that can't be had.
    pub(crate) fn new(
        inquiry: &'a Inquiry<'_>,
        world: &'a World,
        drive: &'a Drive,
        folder: Option<ItemKey>,
    ) -> Result<Self, Failure> {
        let switches = &inquiry.switches;
        let names = folder.map(|key| drive.path_of(key)).unwrap_or_default();
        Ok(Self {
            world,
            drive,
            switches,
            selection: inquiry.options.selection(),
            parent: parent_reference(drive, folder, &switches.shape),
            parent_url: web_url(drive, world.tenant(drive.home.tenant), &names),
            author: author(&drive.owner),
            times: TimeStyle::new(&switches.shape),
            urls: UrlMaker::new(inquiry.state, drive, switches.content.url_life_seconds),
            now: inquiry.state.clock.now(),
            special: special::marked(&inquiry.caller, &switches.special, drive),
            thumbnails: thumbnails::expanded(inquiry, drive)?,
            counted_at: lag::time_before(inquiry, switches.lag.folder_seconds),
        })
    }

    /// The same without the path of the folder, as changes of a drive are told.
    pub(crate) fn without_parent_path(mut self) -> Self {
        self.parent.path = None;
        self
    }

    /// Fails when files among these must be hashed first.
    pub(crate) fn require_hashes(&self, keys: &[ItemKey]) -> Result<(), Failure> {
        self.require_hashes_of(keys.iter().map(|key| self.drive.item(*key)))
    }

    /// The same for items that may be gone by now.
    pub(crate) fn require_hashes_of<'i>(
        &self,
        items: impl Iterator<Item = &'i Item>,
    ) -> Result<(), Failure> {
        if !self.switches.shape.hashes || !self.selection.wants("file") {
            return Ok(());
        }
        let blobs = items.filter_map(Item::blob);
        let unhashed: Vec<_> = blobs.filter(|blob| !blob.is_hashed()).cloned().collect();
        if unhashed.is_empty() {
            Ok(())
        } else {
            Err(Failure::Unhashed(unhashed))
        }
    }

    /// The JSON of one item, without context.
    pub(crate) fn item(&'a self, key: ItemKey) -> DriveItem<'a> {
        self.item_as(key, self.drive.item(key))
    }

    /// The JSON of an item as it is or was; by now there may be nothing at its key.
    pub(crate) fn item_as(&'a self, key: ItemKey, item: &'a Item) -> DriveItem<'a> {
        let times = FileSystemInfo {
            created_date_time: self.times.write(item.times.created),
            last_modified_date_time: self.times.write(item.times.modified),
        };
        let mut shape = DriveItem {
            created_date_time: self.when("createdDateTime", || self.times.write(item.created)),
            e_tag: self.when("eTag", || item.e_tag()),
            id: self.when("id", || self.drive.id_of(item)),
            last_modified_date_time: self
                .when("lastModifiedDateTime", || self.times.write(item.modified)),
            name: self.when("name", || &*item.name),
            web_url: self.when("webUrl", || self.web_url(item)),
            c_tag: self.when("cTag", || item.c_tag()).flatten(),
            size: self.when("size", || self.size(key, item)),
            created_by: self.when("createdBy", || &self.author),
            last_modified_by: self.when("lastModifiedBy", || self.writer(item)),
            parent_reference: self.when("parentReference", || &self.parent),
            file_system_info: self.flag(
                "fileSystemInfo",
                self.switches.shape.file_system_info,
                || times,
            ),
            root: self.flag("root", item.parent.is_none(), || Marker {}),
            shared: self.when("shared", || self.shared(key, item)).flatten(),
            special_folder: self.when("specialFolder", || self.special(key)).flatten(),
            thumbnails: self.thumbnails.as_ref().map(|sets| sets.of(item)),
            ..DriveItem::default()
        };
        self.add_kind(&mut shape, key, item);
        shape
    }

    /// By the switch, an application is not told.
    fn writer(&self, item: &Item) -> Writer {
        let told = (self.switches.shape.applications == Telling::Told)
            .then_some(item.written_by)
            .flatten();
        match told {
            Some(app) => Writer::application(self.world.app(app)),
            None => Writer::person(self.author.clone()),
        }
    }

    fn add_kind(&'a self, shape: &mut DriveItem<'a>, key: ItemKey, item: &'a Item) {
        match &item.kind {
            Kind::Folder(children) => {
                let late = self.counted_at.filter(|_| self.is_there(key, item));
                let late = late.and_then(|then| self.drive.children_at(key, then));
                let now = children.len();
                shape.folder = self.when("folder", || FolderFacet {
                    child_count: late.map_or(now, |children| children.len()),
                });
            }
            Kind::File {
                blob,
                mime_type,
                malware,
                ..
            } => {
                let position = self.switches.listing.selected_download_url;
                let wanted = self.selection.wants_download_url(position);
                shape.download_url = wanted.then(|| self.urls.url(item));
                shape.file = self.when("file", || self.file(mime_type, blob));
                shape.image = self.flag("image", mime_type.starts_with("image/"), || Marker {});
                shape.photo = self.flag("photo", &**mime_type == "image/jpeg", || PhotoFacet {
                    taken_date_time: self.times.write(item.created),
                });
                shape.malware = self
                    .when("malware", || {
                        malware
                            .as_deref()
                            .map(|name| MalwareFacet { description: name })
                    })
                    .flatten();
            }
            Kind::Package { kind } => {
                shape.package = self.when("package", || PackageFacet { r#type: kind });
            }
            Kind::Shortcut(target) => {
                shape.remote_item = self.when("remoteItem", || self.remote_item(target));
            }
        }
    }

    /// Shared by a link, its own or a folder's, or with somebody in other ways.
    fn shared(&self, key: ItemKey, item: &Item) -> Option<SharedFacet> {
        let scope = self
            .is_there(key, item)
            .then(|| self.drive.shared_scope(key, self.now))
            .flatten();
        let by_link = scope.map(LinkScope::as_str);
        let otherwise = item.shared.then_some("users");
        by_link.or(otherwise).map(|scope| SharedFacet { scope })
    }

    fn special(&self, key: ItemKey) -> Option<SpecialFolderFacet> {
        let mut special = self.special.iter().filter(|(marked, _)| *marked == key);
        special.next().map(|(_, name)| SpecialFolderFacet { name })
    }

    fn file(&self, mime_type: &'a str, blob: &'a Blob) -> FileFacet<'a> {
        let hash = if self.switches.shape.hashes {
            blob.quick_xor()
        } else {
            None
        };
        FileFacet {
            mime_type,
            hashes: hash.map(|hash| Hashes {
                quick_xor_hash: hash,
            }),
        }
    }

    /// A shortcut knows what its target is like, as long as the target is there.
    fn remote_item(&'a self, target: &'a ShortcutTarget) -> RemoteItem<'a> {
        let found = self.world.find_drive(&target.drive_id).and_then(|drive| {
            let item = drive.item(drive.find_id(&target.item_id)?);
            Some((drive, item))
        });
        let mut remote = RemoteItem {
            id: &target.item_id,
            name: None,
            size: None,
            folder: None,
            file: None,
            parent_reference: ParentReference {
                drive_type: Some("business"),
                drive_id: target.drive_id.clone(),
                id: None,
                name: None,
                path: None,
                site_id: None,
            },
            web_url: None,
        };
        if let Some((drive, item)) = found {
            remote.parent_reference.drive_type = Some(drive.home.kind.drive_type());
            remote.name = Some(&item.name);
            remote.size = Some(item.size);
            let children = item.children();
            remote.folder = children.map(|children| FolderFacet {
                child_count: children.len(),
            });
            if let Kind::File { mime_type, .. } = &item.kind {
                remote.file = Some(FileFacet {
                    mime_type,
                    hashes: None,
                });
            }
            let parent = item.parent.map(|parent| drive.id_of(drive.item(parent)));
            remote.parent_reference.id = parent;
            remote.web_url = Some(web_url(
                drive,
                self.world.tenant(drive.home.tenant),
                &[&item.name],
            ));
        }
        remote
    }

    fn web_url(&self, item: &Item) -> String {
        let mut url = self.parent_url.clone();
        if item.parent.is_some() {
            append_name(&mut url, &item.name);
        }
        url
    }

    /// Whether the item is still at its key.
    fn is_there(&self, key: ItemKey, item: &Item) -> bool {
        self.drive.find_guid(item.guid) == Some(key)
    }

    fn size(&self, key: ItemKey, item: &Item) -> u64 {
        match &item.kind {
            Kind::File { .. } => item
                .size
                .saturating_add_signed(self.switches.shape.file_size_offset),
            Kind::Folder(_) => {
                let late = self.counted_at;
                let late = late.and_then(|then| self.drive.size_at(key, then));
                late.unwrap_or(item.size)
            }
            Kind::Package { .. } | Kind::Shortcut(_) => item.size,
        }
    }

    fn when<T>(&self, property: &str, make: impl FnOnce() -> T) -> Option<T> {
        self.selection.wants(property).then(make)
    }

    fn flag<T>(&self, property: &str, present: bool, make: impl FnOnce() -> T) -> Option<T> {
        if present {
            self.when(property, make)
        } else {
            None
        }
    }
}

/// Business drives write the path decoded, from the drive's own address. A child of the root is
/// said to be in `Documents` or whatever else the library's folder is called.
fn parent_reference(
    drive: &Drive,
    folder: Option<ItemKey>,
    switches: &ShapeSwitches,
) -> ParentReference {
    let told = switches.drive_type == Telling::Told;
    let with_path = switches.parent_path;
    let mut reference = ParentReference {
        drive_type: told.then(|| drive.home.kind.drive_type()),
        drive_id: drive.id.clone(),
        id: None,
        name: None,
        path: None,
        site_id: None,
    };
    if let Some(key) = folder {
        let item = drive.item(key);
        let name = if item.parent.is_some() {
            &*item.name
        } else {
            drive.home.kind.folder()
        };
        let names: String = drive
            .path_of(key)
            .iter()
            .flat_map(|name| ["/", name])
            .collect();
        reference.id = Some(drive.id_of(item));
        reference.name = Some(name.to_owned());
        reference.path = with_path.then(|| format!("/drives/{}/root:{names}", drive.id));
        reference.site_id = Some(drive.guids.site.to_string());
    }
    reference
}
