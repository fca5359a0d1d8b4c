//! How an item is addressed in a Graph URL (Graph documentation, "Address resources in a drive").

use crate::domain::{DriveId, DrivePath, ItemId, encode_segment};

/// An item of a drive. Paths are resolved by Graph in the same call: never a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemAddress {
    /// By path from the drive's root.
    Path(DrivePath),
    /// By id.
    Id(ItemId),
    /// By path from a folder.
    Below(ItemId, DrivePath),
}

impl ItemAddress {
    /// The item's place below Graph's version root.
    pub(super) fn to_url(&self, drive: &DriveId) -> String {
        let (fixed, path) = self.parts(drive);
        match path {
            Some(path) => format!("{fixed}:{}", path.to_url()),
            None => fixed,
        }
    }

    /// The place of a sub-resource, such as `children`. A path is closed by a colon, without a slash in
    /// front of it: `root:/a/:/children` is not found in every cloud.
    pub(super) fn to_url_of(&self, drive: &DriveId, resource: &str) -> String {
        let (_, path) = self.parts(drive);
        let colon = if path.is_some() { ":" } else { "" };
        format!("{}{colon}/{resource}", self.to_url(drive))
    }

    /// What the address hangs on, and the path below it, where there is one.
    fn parts(&self, drive: &DriveId) -> (String, Option<&DrivePath>) {
        let drive = encode_segment(drive.as_str());
        let root = format!("drives/{drive}/root");
        let item = |id: &ItemId| format!("drives/{drive}/items/{}", encode_segment(id.as_str()));
        match self {
            Self::Path(path) => (root, Some(path).filter(|path| !path.is_root())),
            Self::Id(id) => (item(id), None),
            Self::Below(id, path) => (item(id), Some(path).filter(|path| !path.is_root())),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;

    fn drive() -> DriveId {
        DriveId::parse("b!x-1").expect("an id")
    }

    fn path(text: &str) -> DrivePath {
        DrivePath::parse(text).expect("a path")
    }

    #[test]
    fn addresses_take_the_documented_forms() {
        let item = ItemId::parse("01AB").expect("an id");
        for (address, item_url, children_url) in [
            (
                ItemAddress::Path(path("/")),
                "drives/b%21x-1/root",
                "drives/b%21x-1/root/children",
            ),
            (
                ItemAddress::Path(path("/a b/#1")),
                "drives/b%21x-1/root:/a%20b/%231",
                "drives/b%21x-1/root:/a%20b/%231:/children",
            ),
            (
                ItemAddress::Id(item.clone()),
                "drives/b%21x-1/items/01AB",
                "drives/b%21x-1/items/01AB/children",
            ),
            (
                ItemAddress::Below(item.clone(), path("/")),
                "drives/b%21x-1/items/01AB",
                "drives/b%21x-1/items/01AB/children",
            ),
            (
                ItemAddress::Below(item, path("/c+d")),
                "drives/b%21x-1/items/01AB:/c%2Bd",
                "drives/b%21x-1/items/01AB:/c%2Bd:/children",
            ),
        ] {
            assert_eq!(address.to_url(&drive()), item_url);
            assert_eq!(address.to_url_of(&drive(), "children"), children_url);
        }
    }

    proptest! {
        #[test]
        fn no_name_changes_the_shape_of_the_url(names in proptest::collection::vec("[^/\\\\\\p{Cc}]{1,12}", 1..5)) {
            prop_assume!(names.iter().all(|name| name != "." && name != ".."));
            let address = ItemAddress::Path(path(&format!("/{}", names.join("/"))));
            let url = Url::parse("https://graph.example/v1.0/").expect("a URL").join(&address.to_url_of(&drive(), "children")).expect("a URL");
            let segments: Vec<_> = url.path_segments().expect("it has a path").collect();
            prop_assert_eq!(segments.len(), names.len() + 5);
            prop_assert!(url.query().is_none() && url.fragment().is_none());
            prop_assert_eq!(segments[3], "root:");
            prop_assert_eq!(*segments.last().expect("not empty"), "children");
        }
    }
}
