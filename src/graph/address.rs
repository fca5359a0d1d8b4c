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
    /// By the names on the way, a key for each, from a folder or from the root. For services that refuse
    /// paths, as was reported of China, or read a `+` in them as a blank.
    Keys(Option<ItemId>, DrivePath),
}

impl ItemAddress {
    /// The item's place below Graph's version root.
    pub(super) fn to_url(&self, drive: &DriveId) -> String {
        self.place(drive).0
    }

    /// The place of a sub-resource, such as `children`. A path is closed by a colon, without a slash in
    /// front of it: `root:/a/:/children` is not found in every cloud.
    pub(super) fn to_url_of(&self, drive: &DriveId, resource: &str) -> String {
        let (place, close) = self.place(drive);
        format!("{place}{close}/{resource}")
    }

    /// The place, and what closes it in front of a sub-resource.
    fn place(&self, drive: &DriveId) -> (String, &'static str) {
        let drive = encode_segment(drive.as_str());
        let anchor = |folder: Option<&ItemId>| match folder {
            None => format!("drives/{drive}/root"),
            Some(id) => format!("drives/{drive}/items/{}", encode_segment(id.as_str())),
        };
        match self {
            Self::Id(id) => (anchor(Some(id)), ""),
            Self::Path(path) => below(anchor(None), path),
            Self::Below(id, path) => below(anchor(Some(id)), path),
            Self::Keys(folder, path) => (path.segments().fold(anchor(folder.as_ref()), keyed), ""),
        }
    }
}

fn below(anchor: String, path: &DrivePath) -> (String, &'static str) {
    if path.is_root() {
        (anchor, "")
    } else {
        (format!("{anchor}:{}", path.to_url()), ":")
    }
}

/// One step down in the key form, in which a quote is doubled (`OData` URL conventions, "Canonical URL").
fn keyed(mut place: String, name: &str) -> String {
    let name = encode_segment(&name.replace('\'', "''"));
    for part in ["/children('", &name, "')"] {
        place.push_str(part);
    }
    place
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
                ItemAddress::Below(item.clone(), path("/c+d")),
                "drives/b%21x-1/items/01AB:/c%2Bd",
                "drives/b%21x-1/items/01AB:/c%2Bd:/children",
            ),
            (
                ItemAddress::Keys(None, path("/a/it's")),
                "drives/b%21x-1/root/children('a')/children('it%27%27s')",
                "drives/b%21x-1/root/children('a')/children('it%27%27s')/children",
            ),
            (
                ItemAddress::Keys(Some(item), path("/c+d")),
                "drives/b%21x-1/items/01AB/children('c%2Bd')",
                "drives/b%21x-1/items/01AB/children('c%2Bd')/children",
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
            let keys = ItemAddress::Keys(None, path(&format!("/{}", names.join("/"))));
            let url = Url::parse("https://graph.example/v1.0/").expect("a URL").join(&keys.to_url(&drive())).expect("a URL");
            let keys = url.path_segments().expect("it has a path").skip(4);
            prop_assert!(keys.clone().all(|key| key.starts_with("children('") && key.ends_with("')")));
            prop_assert_eq!(keys.count(), names.len());
            prop_assert!(url.query().is_none() && url.fragment().is_none());
        }
    }
}
