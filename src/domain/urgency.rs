//! How long an answer may take, and who waits for it.

use std::time::Duration;

use super::clock::Timestamp;

/// Who waits for a call to Microsoft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// A person or program that wants an answer by then. A wait that would take longer is refused at
    /// once, with what is left of it.
    Visitor {
        /// When waiting no longer makes sense.
        until: Timestamp,
    },
    /// Nobody: the work waits as long as it takes, and lets visitors pass.
    Background,
}

impl Urgency {
    /// How long a visitor waits for Microsoft, our own waits included.
    pub const PATIENCE: Duration = Duration::from_secs(10);

    /// A visitor who has just asked.
    pub fn visitor(now: Timestamp) -> Self {
        Self::Visitor {
            until: now.after(Self::PATIENCE),
        }
    }

    /// Whether waiting until `then` is worth it.
    pub fn allows(self, then: Timestamp) -> bool {
        match self {
            Self::Visitor { until } => then <= until,
            Self::Background => true,
        }
    }
}
