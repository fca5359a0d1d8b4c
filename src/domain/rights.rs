//! What may be done at a path.

use std::fmt;

/// One right. Rights don't imply each other: who may write may not therefore read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// See names.
    List,
    /// Bytes, thumbnails, previews, versions; making a signed link.
    Read,
    /// Create, overwrite, rename, restore, lock.
    Write,
    /// Delete, move out of a folder.
    Delete,
    /// Make shares and links of Microsoft's.
    Share,
}

impl Right {
    /// All there are, in the order in which they are shown.
    pub const ALL: [Self; 5] = [
        Self::List,
        Self::Read,
        Self::Write,
        Self::Delete,
        Self::Share,
    ];

    /// `list`, `read`, `write`, `delete` or `share`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Write => "write",
            Self::Delete => "delete",
            Self::Share => "share",
        }
    }

    /// The right of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.name() == name)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of rights.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Rights(u8);

impl Rights {
    /// None: such a grant closes what a grant further up has opened.
    pub const NONE: Self = Self(0);

    /// All.
    pub const ALL: Self = Self(0b1_1111);

    /// See and read.
    pub const READER: Self = Self(Right::List.bit() | Right::Read.bit());

    /// See, read and write; delete nothing.
    pub const WRITER: Self = Self(Self::READER.0 | Right::Write.bit());

    /// Everything but share.
    pub const EDITOR: Self = Self(Self::WRITER.0 | Right::Delete.bit());

    /// Whether the right is among them.
    pub const fn holds(self, right: Right) -> bool {
        self.0 & right.bit() != 0
    }

    /// Whether all of `other` are among them.
    pub const fn hold_all(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The rights in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The rights in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// One after another, in the order of [`Right::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::ALL
            .into_iter()
            .filter(move |right| self.holds(*right))
    }
}

impl From<Right> for Rights {
    fn from(right: Right) -> Self {
        Self(right.bit())
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        let add = |all: Self, right: Right| all.union(right.into());
        rights.into_iter().fold(Self::NONE, add)
    }
}

impl fmt::Debug for Rights {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_into_it() {
        let rights: Rights = [Right::Share, Right::List].into_iter().collect();
        assert!(rights.holds(Right::List) && rights.holds(Right::Share));
        assert!(!rights.holds(Right::Read));
        assert_eq!(
            rights.iter().collect::<Vec<_>>(),
            [Right::List, Right::Share]
        );
        assert_eq!(Right::ALL.into_iter().collect::<Rights>(), Rights::ALL);
        assert!(Rights::EDITOR.hold_all(Rights::WRITER));
        assert!(!Rights::WRITER.hold_all(Rights::EDITOR));
    }

    #[test]
    fn a_right_is_found_by_its_name() {
        for right in Right::ALL {
            assert_eq!(Right::from_name(right.name()), Some(right));
        }
        assert_eq!(Right::from_name("admin"), None);
    }
}
