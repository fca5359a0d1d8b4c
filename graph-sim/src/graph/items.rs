//! Single items and the way to their bytes.

use http::header;
use serde_json::Value;

use super::admission::Admission;
use super::answer::Answer;
use super::fault::{self, Failure};
use super::inquiry::Inquiry;
use super::locate;
use super::route::{DriveName, Place};
use super::shape::{Renderer, describe_each};
use super::{children, thumbnails};
use crate::download::UrlMaker;
use crate::world::{Drive, Item, ItemKey, Keyed, Kind, World};

/// `GET /drives/{drive}/items/{item}`, `…/root:/{path}` and their kin: "Get a driveItem resource".
/// `$select`, `$expand=children,thumbnails`. Left out: other expansions, pages of expanded children,
/// `includeDeletedItems` (personal accounts).
pub(crate) fn show(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select", "$expand"])?;
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, drive)?;
    let key = locate::item(inquiry, drive, place)?;
    let item = drive.item(key);
    if is_unchanged(inquiry, item) {
        return Ok(Answer::NotModified);
    }
    document(inquiry, &world, drive, key).map(Answer::Json)
}

/// The JSON of a single item.
pub(crate) fn document(
    inquiry: &Inquiry<'_>,
    world: &World,
    drive: &Drive,
    key: ItemKey,
) -> Result<Vec<u8>, Failure> {
    let renderer = Renderer::new(inquiry, world, drive, drive.item(key).parent)?;
    renderer.require_hashes(&[key])?;
    let context = inquiry.context(&format!("drives('{}')/items/$entity", drive.id));
    let mut document = renderer.item(key);
    document.context = Some(context);
    if thumbnails::wants_children(inquiry) {
        document.children = Some(expand_children(inquiry, world, drive, key)?);
    }
    Ok(serde_json::to_vec(&document).expect("the simulator's answers are plain data"))
}

/// All children of an item: an expansion has no pages here.
fn expand_children(
    inquiry: &Inquiry<'_>,
    world: &World,
    drive: &Drive,
    key: ItemKey,
) -> Result<Vec<Value>, Failure> {
    let children = children::children(inquiry, drive.item(key))?;
    let keys = children.into_iter().flat_map(|children| children.values());
    let admission = Admission::of(inquiry);
    let shown: Vec<Keyed<'_>> = keys
        .map(|key| (*key, drive.item(*key)))
        .filter(|(_, item)| admission.admits(item))
        .collect();
    describe_each(inquiry, world, drive, &shown)
}

/// Fails when the item can't be answered before it has been hashed. Whoever changes something
/// asks first: the request is answered anew after the hashing, and must not change it twice.
pub(crate) fn require_hash(
    inquiry: &Inquiry<'_>,
    world: &World,
    drive: &Drive,
    key: ItemKey,
) -> Result<(), Failure> {
    Renderer::new(inquiry, world, drive, drive.item(key).parent)?.require_hashes(&[key])
}

/// `GET …/content`: "Download driveItem content", first half: 302 to the pre-authenticated URL.
/// `Range` is ignored here, as documented. Left out: `?format=` conversion.
pub(crate) fn content(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    if inquiry.options.parameter("format").is_some() {
        return Err(Failure::Lacking("conversion of files"));
    }
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, drive)?;
    let item = drive.item(locate::item(inquiry, drive, place)?);
    match &item.kind {
        Kind::File { .. } if is_unchanged(inquiry, item) => Ok(Answer::NotModified),
        Kind::File {
            malware: Some(_), ..
        } => Err(fault::malware().into()),
        Kind::File { malware: None, .. } => {
            let life = inquiry.switches.content.url_life_seconds;
            Ok(Answer::Found(
                UrlMaker::new(inquiry.state, drive, life).url(item),
            ))
        }
        Kind::Folder(_) | Kind::Package { .. } | Kind::Shortcut(_) => {
            Err(fault::invalid_request("The item has no content that could be downloaded.").into())
        }
    }
}

/// Whether the client already has the item as it is.
pub(crate) fn is_unchanged(inquiry: &Inquiry<'_>, item: &Item) -> bool {
    let known = inquiry.call.header(header::IF_NONE_MATCH);
    known.is_some_and(|tag| tag == item.e_tag() || Some(tag) == item.c_tag().as_deref())
}
