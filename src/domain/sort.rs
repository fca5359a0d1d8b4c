//! The order of a listing.

/// By what a listing is sorted. Sorting is ours: Graph sorts business drives by name at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum SortKey {
    /// Folders first, then natural order of the names.
    #[default]
    Name,
    /// Bytes; what has no size comes first.
    Size,
    /// Time of the last change.
    ModifiedAt,
    /// Kind, then media type, then name.
    Kind,
}

/// Key and direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// From the greatest down.
    pub descending: bool,
}

impl Sort {
    /// Reads `name`, `size`, `modified_at` or `kind`, with `-` in front for descending.
    pub fn parse(text: &str) -> Option<Self> {
        let (descending, name) = match text.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, text),
        };
        let key = match name {
            "name" => SortKey::Name,
            "size" => SortKey::Size,
            "modified_at" => SortKey::ModifiedAt,
            "kind" => SortKey::Kind,
            _ => return None,
        };
        Some(Self { key, descending })
    }

    /// The text that [`Sort::parse`] reads.
    pub fn to_text(self) -> String {
        let name = match self.key {
            SortKey::Name => "name",
            SortKey::Size => "size",
            SortKey::ModifiedAt => "modified_at",
            SortKey::Kind => "kind",
        };
        format!("{}{name}", if self.descending { "-" } else { "" })
    }
}
