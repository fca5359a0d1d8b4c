//! How a tenant or a mount is doing, as far as we know.

use super::clock::Timestamp;
use super::diagnosis::Diagnosis;

/// What the last contact with Microsoft said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum State {
    /// Never tried.
    #[default]
    Unchecked,
    /// The last call worked.
    Ok,
    /// The last call failed, and why.
    Trouble(Diagnosis),
}

impl State {
    /// `unchecked`, `ok`, or the code of the diagnosis.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unchecked => "unchecked",
            Self::Ok => "ok",
            Self::Trouble(diagnosis) => diagnosis.code(),
        }
    }

    /// The state with this code; an unknown code is [`State::Unchecked`], so that a row written by a
    /// newer version does no harm.
    pub fn from_code(code: &str) -> Self {
        match code {
            "ok" => Self::Ok,
            other => Diagnosis::from_code(other).map_or(Self::Unchecked, Self::Trouble),
        }
    }

    /// What an administrator can do, where something is wrong.
    pub const fn hint(self) -> Option<&'static str> {
        match self {
            Self::Unchecked | Self::Ok => None,
            Self::Trouble(diagnosis) => Some(diagnosis.remedy()),
        }
    }
}

/// A state, and since when it has been so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Health {
    /// What is known.
    pub state: State,
    /// When the state last changed.
    pub since: Timestamp,
}
