//! Which thumbnails an item has: "thumbnailSet resource type".

use serde_json::{Map, Value, json};

use crate::graph::inquiry::Inquiry;
use crate::switches::ExpandedSize;
use crate::thumbnails::{Extent, ThumbnailSize, ThumbnailUrls, USUAL_SIZES};
use crate::world::{Drive, Item, Kind};

/// The one set an item of business drives has.
pub(super) const ONLY_SET: &str = "0";

/// What simulated pictures measure: a camera held either way, a screen, a square.
const PICTURES: [Extent; 4] = [
    Extent {
        width: 4032,
        height: 3024,
    },
    Extent {
        width: 3024,
        height: 4032,
    },
    Extent {
        width: 1920,
        height: 1080,
    },
    Extent::square(1200),
];

/// Thumbnails in some sizes of the items of one drive.
pub(crate) struct Sets<'a> {
    urls: ThumbnailUrls<'a>,
    sizes: Vec<(String, ThumbnailSize)>,
    stated: ExpandedSize,
}

impl<'a> Sets<'a> {
    /// Of these sizes; of the usual three if there are none. What is no size is left out, as a
    /// property nobody knows would be.
    pub(crate) fn new<'n>(
        inquiry: &'a Inquiry<'_>,
        drive: &'a Drive,
        names: impl Iterator<Item = &'n str>,
    ) -> Self {
        let mut names: Vec<&str> = names.collect();
        if names.is_empty() {
            names.extend(USUAL_SIZES);
        }
        let size = |name: &str| Some((name.to_owned(), ThumbnailSize::parse(name)?));
        Self {
            urls: ThumbnailUrls::new(inquiry.state, drive),
            sizes: names.into_iter().filter_map(size).collect(),
            stated: ExpandedSize::Real,
        }
    }

    /// With the sizes stated that the switch says.
    pub(crate) fn stating(self, stated: ExpandedSize) -> Self {
        Self { stated, ..self }
    }

    /// The sets of an item: one for a picture, none for anything else.
    pub(crate) fn of(&self, item: &Item) -> Vec<Value> {
        self.of_picture(item).into_iter().collect()
    }

    /// The set of a picture.
    pub(super) fn of_picture(&self, item: &Item) -> Option<Value> {
        let picture = measure(item)?;
        let id = [("id".to_owned(), json!(ONLY_SET))].into_iter();
        let thumbnails = self.sizes.iter().map(|(name, size)| {
            let extent = size.of(picture);
            (name.clone(), self.describe(item, *size, extent))
        });
        Some(Value::Object(id.chain(thumbnails).collect::<Map<_, _>>()))
    }

    /// One thumbnail of a picture.
    pub(super) fn one(&self, item: &Item, size: ThumbnailSize) -> Option<Value> {
        let extent = size.of(measure(item)?);
        Some(self.describe(item, size, extent))
    }

    fn describe(&self, item: &Item, size: ThumbnailSize, extent: Extent) -> Value {
        let stated = match self.stated {
            ExpandedSize::Real => extent,
            ExpandedSize::Bounds => size.bounds(),
        };
        let url = self.urls.url(item, extent);
        json!({ "height": stated.height, "url": url, "width": stated.width })
    }
}

/// The size of the picture that a file is. The simulator opens no picture: each has one of a few
/// sizes, always the same.
fn measure(item: &Item) -> Option<Extent> {
    let Kind::File { mime_type, .. } = &item.kind else {
        return None;
    };
    let [first, ..] = item.guid.into_bytes();
    let is_picture = mime_type.starts_with("image/") && &**mime_type != "image/svg+xml";
    is_picture.then(|| PICTURES[usize::from(first) % PICTURES.len()])
}
