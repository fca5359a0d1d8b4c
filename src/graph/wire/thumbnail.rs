//! Small pictures, as Graph describes them (Graph documentation, resource types `thumbnailSet`,
//! `thumbnail`).

use std::collections::HashMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

/// A `thumbnailSet`: pictures by the name of their size, and its own id among them.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(in crate::graph) struct ThumbnailSet(HashMap<String, Part>);

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Part {
    Picture(Picture),
    Other(IgnoredAny),
}

/// A `thumbnail`.
#[derive(Debug, Deserialize)]
pub(in crate::graph) struct Picture {
    /// Where its bytes lie.
    pub(in crate::graph) url: String,
    width: Option<i64>,
    height: Option<i64>,
}

impl ThumbnailSet {
    /// The picture of this size, where there is one; it is taken out.
    pub(in crate::graph) fn take_picture(&mut self, size: &str) -> Option<Picture> {
        match self.0.remove(size)? {
            Part::Picture(picture) => Some(picture),
            Part::Other(_) => None,
        }
    }
}

impl Picture {
    /// Pixels across and down, as the service says.
    pub(in crate::graph) fn extent(&self) -> (Option<u32>, Option<u32>) {
        let pixels = |number: Option<i64>| {
            let number = number.and_then(|number| u32::try_from(number).ok());
            number.filter(|number| *number > 0)
        };
        (pixels(self.width), pixels(self.height))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_found_by_the_name_of_its_size() {
        let read = |size: &str| {
            let mut set: ThumbnailSet = serde_json::from_str(
                r#"{"id":"0","small":{"height":64,"width":96,"url":"https://a/s","x":1},
                    "c300x400":{"url":"https://a/c","width":0},"large":{"height":1},"medium":null}"#,
            )
            .expect("readable");
            set.take_picture(size)
        };
        let small = read("small").expect("it is there");
        assert_eq!(
            (small.url.as_str(), small.extent()),
            ("https://a/s", (Some(96), Some(64)))
        );
        assert_eq!(
            read("c300x400").expect("it is there").extent(),
            (None, None)
        );
        for missing in ["medium", "large", "id", "c1x1"] {
            assert!(read(missing).is_none(), "{missing}");
        }
    }
}
