//! Through which door a link leads.

use std::time::Duration;

/// A door for bytes. A link is good for one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Door {
    /// `/d`: by the mount's delivery.
    Delivery,
    /// `/p`: through this server.
    Proxy,
    /// `/d` for a download proxy, which was sent there with it.
    Worker,
}

impl Door {
    const ALL: [Self; 3] = [Self::Delivery, Self::Proxy, Self::Worker];

    /// `d`, `p` or `w`.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Delivery => "d",
            Self::Proxy => "p",
            Self::Worker => "w",
        }
    }

    /// The door of this letter.
    pub fn from_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|door| door.letter() == letter)
    }

    /// How long a link lives if nothing is said.
    pub(super) const fn usual_life(self) -> Duration {
        match self {
            Self::Delivery | Self::Proxy => Duration::from_hours(24),
            Self::Worker => Duration::from_mins(10),
        }
    }

    /// How long a link may live.
    pub(super) const fn longest_life(self) -> Duration {
        match self {
            Self::Delivery | Self::Proxy => Duration::from_hours(7 * 24),
            Self::Worker => Duration::from_mins(10),
        }
    }
}
