//! Who may do what. Every use case asks here, and nobody else decides.

mod decision;
mod explain;
mod subject;
mod trace;
mod window;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

pub use decision::{Outcome, decide, decide_subtree};
pub use explain::{Explanation, explain};
pub use subject::{Standing, Subject};
pub use trace::{HiddenName, LockedFolder, Reason, Trace, Untraced};
pub use window::{Shown, Window};
