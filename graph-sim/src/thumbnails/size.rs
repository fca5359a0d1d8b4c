//! How big thumbnails are: "thumbnailSet resource type".

/// Width and height in pixels, neither of them 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The size that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ThumbnailSize {
    /// As large as fits in there, with the picture's own proportions.
    Within(Extent),
    /// Exactly so large; what sticks out is cut off.
    Cropped(Extent),
}

/// The sizes a set has when none are asked for.
pub(crate) const USUAL_SIZES: [&str; 3] = ["small", "medium", "large"];

/// The longest side that may be asked for.
const LONGEST_SIDE: u32 = 4096;

impl Extent {
    pub(crate) const fn square(side: u32) -> Self {
        Self {
            width: side,
            height: side,
        }
    }
}

impl ThumbnailSize {
    /// Reads `medium`, `largeSquare`, `c300x400` or `c300x400_crop`.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::named(name).or_else(|| Self::custom(name))
    }

    /// Whether the name is one of the service's own, not one with measures in it.
    pub(crate) fn is_named(name: &str) -> bool {
        Self::named(name).is_some()
    }

    fn named(name: &str) -> Option<Self> {
        let (name, cropped) = match name.strip_suffix("Square") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let side = match name {
            "small" => 96,
            "medium" => 176,
            "large" => 800,
            _ => return None,
        };
        Some(Self::new(Extent::square(side), cropped))
    }

    fn custom(name: &str) -> Option<Self> {
        let (measures, cropped) = match name.strip_suffix("_crop") {
            Some(measures) => (measures, true),
            None => (name, false),
        };
        let (width, height) = measures.strip_prefix('c')?.split_once('x')?;
        let side = |text: &str| text.parse().ok().filter(|n| (1..=LONGEST_SIDE).contains(n));
        let extent = Extent {
            width: side(width)?,
            height: side(height)?,
        };
        Some(Self::new(extent, cropped))
    }

    const fn new(extent: Extent, cropped: bool) -> Self {
        if cropped {
            Self::Cropped(extent)
        } else {
            Self::Within(extent)
        }
    }

    /// The room the thumbnail may take.
    pub(crate) const fn bounds(self) -> Extent {
        match self {
            Self::Within(extent) | Self::Cropped(extent) => extent,
        }
    }

    /// The thumbnail's real size.
    pub(crate) fn of(self, picture: Extent) -> Extent {
        let bounds = match self {
            Self::Cropped(extent) => return extent,
            Self::Within(extent) => extent,
        };
        let scaled = |side: u32, by: u32, of: u32| {
            let scaled = u64::from(side) * u64::from(by) / u64::from(of);
            u32::try_from(scaled).unwrap_or(LONGEST_SIDE).max(1)
        };
        let height = scaled(picture.height, bounds.width, picture.width);
        if height <= bounds.height {
            Extent {
                width: bounds.width,
                height,
            }
        } else {
            Extent {
                width: scaled(picture.width, bounds.height, picture.height),
                height: bounds.height,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Extent, ThumbnailSize};

    #[test]
    fn a_thumbnail_keeps_the_proportions_unless_it_is_cropped() {
        let picture = Extent {
            width: 4000,
            height: 3000,
        };
        for (name, width, height) in [
            ("small", 96, 72),
            ("large", 800, 600),
            ("mediumSquare", 176, 176),
            ("c300x400", 300, 225),
            ("c400x150", 200, 150),
            ("c300x400_crop", 300, 400),
        ] {
            let size = ThumbnailSize::parse(name).unwrap();
            assert_eq!(size.of(picture), Extent { width, height }, "{name}");
        }
    }

    #[test]
    fn names_that_are_no_size_are_refused() {
        for name in ["huge", "c300", "c0x5", "300x400", "c99999x1", "c3x4_cut"] {
            assert_eq!(ThumbnailSize::parse(name), None, "{name}");
        }
    }
}
