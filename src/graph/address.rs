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
    /// paths, as was reported of China, or read a `+` in them as a blank. The keys stand in the query, under
    /// aliases (`OData` URL conventions, "Parameter Aliases"), as that is how rclone reaches China.
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

    /// The query: `options`, and the names that stand in it under their aliases. Begins with `?`, unless there
    /// is neither.
    pub(super) fn query(&self, options: &str) -> String {
        let mut parts: Vec<_> = [options.to_owned()].into();
        parts.retain(|part| !part.is_empty());
        if let Self::Keys(_, path) = self {
            let aliased = (1..).zip(path.segments());
            parts.extend(aliased.map(|(number, name)| {
                let name = encode_segment(&format!("'{}'", name.replace('\'', "''")));
                format!("@a{number}={name}")
            }));
        }
        if parts.is_empty() {
            return String::new();
        }
        format!("?{}", parts.join("&"))
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
            Self::Keys(folder, path) => {
                let keys =
                    (1..=path.segments().count()).map(|number| format!("/children('@a{number}')"));
                let anchor = anchor(folder.as_ref());
                (keys.fold(anchor, |place, key| place + &key), "")
            }
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
                "drives/b%21x-1/root/children('@a1')/children('@a2')",
                "drives/b%21x-1/root/children('@a1')/children('@a2')/children",
            ),
            (
                ItemAddress::Keys(Some(item), path("/c+d")),
                "drives/b%21x-1/items/01AB/children('@a1')",
                "drives/b%21x-1/items/01AB/children('@a1')/children",
            ),
        ] {
            assert_eq!(address.to_url(&drive()), item_url);
            assert_eq!(address.to_url_of(&drive(), "children"), children_url);
        }
    }

    #[test]
    fn keys_stand_in_the_query_with_their_quotes_doubled() {
        let keys = ItemAddress::Keys(None, path("/a&b/it's"));
        let query = "?$top=1&@a1=%27a%26b%27&@a2=%27it%27%27s%27";
        assert_eq!(keys.query("$top=1"), query);
        assert_eq!(keys.query(""), "?@a1=%27a%26b%27&@a2=%27it%27%27s%27");
        assert_eq!(ItemAddress::Path(path("/a")).query("$top=1"), "?$top=1");
        assert_eq!(ItemAddress::Path(path("/a")).query(""), "");
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
            let resource = format!("{}{}", keys.to_url(&drive()), keys.query("$top=1"));
            let url = Url::parse("https://graph.example/v1.0/").expect("a URL").join(&resource).expect("a URL");
            prop_assert_eq!(url.path_segments().expect("it has a path").skip(4).count(), names.len());
            let told: Vec<_> = url.query_pairs().skip(1).map(|(_, quoted)| {
                let name = quoted.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
                name.expect("in quotes").replace("''", "'")
            }).collect();
            prop_assert_eq!(told, names);
            prop_assert!(url.fragment().is_none());
        }
    }
}
