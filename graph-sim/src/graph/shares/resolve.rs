//! From a share to a drive and an item of it.
//!
//! "Accessing shared `DriveItems`": `u!` and the address in base64url without padding; the address is
//! that of a sharing link or of the item's own page.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;
use url::Url;
use uuid::Uuid;

use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::shape::web_url;
use crate::switches::AppOnlyShares;
use crate::world::{Drive, ItemKey, World};

/// The drive of the item that a share leads to.
pub(crate) fn find_drive<'w>(
    inquiry: &Inquiry<'_>,
    world: &'w World,
    share: &str,
) -> Result<&'w Drive, Failure> {
    let permitted = match inquiry.switches.sharing.shares {
        AppOnlyShares::NeedWriting => inquiry.caller.writes(),
        AppOnlyShares::Readable => true,
        AppOnlyShares::Forbidden => false,
    };
    if !permitted {
        return Err(fault::access_denied().into());
    }
    let address = decode(share)?;
    let tenant = world.tenant(inquiry.tenant);
    let mut drives = world.drives_of(inquiry.tenant);
    let found = drives.find(|drive| {
        let root = Url::parse(&web_url(drive, tenant, &[]));
        root.is_ok_and(|root| root.host() == address.host())
            && find(inquiry, drive, &address).is_some()
    });
    found.ok_or_else(|| fault::item_not_found().into())
}

/// The item of the drive that a share leads to.
pub(crate) fn find_item(
    inquiry: &Inquiry<'_>,
    drive: &Drive,
    share: &str,
) -> Result<ItemKey, Failure> {
    let found = find(inquiry, drive, &decode(share)?);
    found.ok_or_else(|| fault::item_not_found().into())
}

fn decode(share: &str) -> Result<Url, Failure> {
    let encoded = share.strip_prefix("u!").unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD.decode(encoded).unwrap_or_default();
    let url = String::from_utf8(bytes).ok();
    url.and_then(|url| Url::parse(&url).ok())
        .ok_or_else(|| fault::invalid_request("Invalid shares key").into())
}

fn find(inquiry: &Inquiry<'_>, drive: &Drive, address: &Url) -> Option<ItemKey> {
    if address.path().starts_with("/:") {
        return find_linked(inquiry, drive, address);
    }
    let path = percent_decode_str(address.path()).decode_utf8().ok()?;
    let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
    let site = drive.home.site_path.split('/');
    let root = site.chain([drive.home.kind.folder()]);
    let root: Vec<&str> = root.filter(|name| !name.is_empty()).collect();
    let (above, below) = names.split_at_checked(root.len())?;
    let same = above.iter().zip(&root);
    if !same
        .into_iter()
        .all(|(name, known)| name.eq_ignore_ascii_case(known))
    {
        return None;
    }
    let mut below = below.iter();
    below.try_fold(Drive::ROOT, |folder, name| drive.find_child(folder, name))
}

/// `https://…/:t:/g/personal/ada/E{token}`: the token names the link.
fn find_linked(inquiry: &Inquiry<'_>, drive: &Drive, address: &Url) -> Option<ItemKey> {
    let token = address.path_segments()?.next_back()?.strip_prefix('E')?;
    let id = Uuid::from_slice(&URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    drive.find_linked(id, inquiry.state.clock.now())
}
