//! The folder that a `parentReference` names.

use percent_encoding::percent_decode_str;

use super::body::ParentReference;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::switches::ParentPaths;
use crate::world::{Drive, ItemKey, check_path};

impl ParentReference {
    /// The drive it names, by its id or in its path; none if that is the item's own.
    pub(crate) fn drive_id(&self) -> Option<&str> {
        let in_path = || {
            let (_, after) = self.path.as_deref()?.split_once("/drives/")?;
            after.split('/').next()
        };
        self.drive_id.as_deref().or_else(in_path)
    }

    /// The folder of this drive that it names; none if it names none at all. The id counts more
    /// than the path.
    pub(crate) fn find_folder(
        &self,
        inquiry: &Inquiry<'_>,
        drive: &Drive,
    ) -> Result<Option<ItemKey>, Failure> {
        match (&self.id, &self.path) {
            (Some(id), _) if id == "root" => {
                let message = "The parent must be named by its id, also if it is the root.";
                Err(fault::invalid_request(message).into())
            }
            (Some(id), _) => match drive.find_id(id) {
                Some(folder) => Ok(Some(folder)),
                None => Err(fault::item_not_found().into()),
            },
            (None, Some(path)) => walk(inquiry, drive, path).map(Some),
            (None, None) => Ok(None),
        }
    }
}

/// Goes down a path such as `/drive/root:/a/b`, `/drives/{drive}/root:` or
/// `/drives/{drive}/items/{item}:/a`.
fn walk(inquiry: &Inquiry<'_>, drive: &Drive, path: &str) -> Result<ItemKey, Failure> {
    let (start, below) = path.split_once(':').unwrap_or((path, ""));
    let last = start.rsplit('/').next().unwrap_or_default();
    let start = match last {
        "root" => Some(Drive::ROOT),
        id => drive.find_id(id),
    };
    let start =
        start.ok_or_else(|| fault::invalid_request("The path of the parent is not valid."))?;
    let below = match inquiry.switches.writing.parent_paths {
        ParentPaths::Decoded => percent_decode_str(below).decode_utf8_lossy(),
        ParentPaths::Literal => below.into(),
    };
    let mut names = below.split('/').filter(|name| !name.is_empty());
    check_path(names.clone()).map_err(fault::bad_path)?;
    let found = names.try_fold(start, |folder, name| drive.find_child(folder, name));
    found.ok_or_else(|| fault::item_not_found().into())
}
