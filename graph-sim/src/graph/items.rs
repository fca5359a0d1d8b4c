//! Single items and the way to their bytes.

use http::header;

use super::answer::Answer;
use super::fault::{self, Failure};
use super::inquiry::Inquiry;
use super::locate;
use super::route::{DriveName, Place};
use super::shape::Renderer;
use crate::download::UrlMaker;
use crate::world::{Drive, Item, ItemKey, Kind, World};

/// `GET /drives/{drive}/items/{item}`, `…/root:/{path}` and their kin: "Get a driveItem resource".
/// `$select`, `$expand=thumbnails`. Left out: other expansions, `includeDeletedItems` (personal accounts).
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
    Ok(serde_json::to_vec(&document).expect("the simulator's answers are plain data"))
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
