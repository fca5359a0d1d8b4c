//! Whether somebody sees all of a folder.

use std::iter;

use crate::domain::{PathKey, Right};
use crate::tree::Policy;

use super::decision::{is_hidden, raised};
use super::subject::Subject;
use super::trace::Untraced;

/// Whether nothing in a folder, or further below, can be hidden from him, whatever lies there: at the folder, and
/// wherever a grant or a rule stands below it, he may write, or no pattern speaks. Between those places nothing
/// changes. Costs what stands below times its depth.
pub fn sees_all(policy: &Policy, subject: &Subject<'_>, folder: &PathKey) -> bool {
    let mut places = iter::once(folder).chain(policy.points_below(folder));
    places.all(|place| sees_names_in(policy, subject, place))
}

/// The same of the names right in a folder, and of the folder itself.
fn sees_names_in(policy: &Policy, subject: &Subject<'_>, folder: &PathKey) -> bool {
    if raised(subject, folder).is_some() {
        return true;
    }
    let trail = policy.along(folder);
    let held = subject.held(&trail, trail.depth()).rights();
    let is_silent = || trail.rules().all(|rule| rule.hide.is_empty());
    held.holds(Right::Write) || (is_silent() && !is_hidden(&trail, subject, &mut Untraced))
}
