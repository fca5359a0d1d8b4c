//! Mounts and how they are doing, in words.

use crate::domain::State;
use crate::services::{MountState, Overview, Tally};

use super::format::grouped;

/// The section of a folder's page that tells of the drives mounted at or below it.
pub(in crate::web) struct DrivesView {
    pub(in crate::web) summary: String,
    pub(in crate::web) drives: Vec<DriveView>,
    /// That there are more, in words.
    pub(in crate::web) more: Option<String>,
}

/// One drive.
pub(in crate::web) struct DriveView {
    /// The path, a name each.
    pub(in crate::web) path: Vec<String>,
    pub(in crate::web) href: String,
    pub(in crate::web) tenant: Option<String>,
    pub(in crate::web) delivery: &'static str,
    /// The class of the sign before the words (`is-…` in `drives.css`).
    pub(in crate::web) class: &'static str,
    pub(in crate::web) words: &'static str,
    /// The code, where something is wrong.
    pub(in crate::web) problem: Option<&'static str>,
    pub(in crate::web) hint: Option<&'static str>,
}

impl DrivesView {
    /// The section; `None` where nothing is mounted.
    pub(in crate::web) fn of(overview: &Overview) -> Option<Self> {
        let Overview { mounts, tally } = overview;
        let hidden = tally.mounts.saturating_sub(mounts.len());
        (tally.mounts > 0).then(|| Self {
            summary: summary(*tally),
            drives: mounts.iter().map(DriveView::of).collect(),
            more: (hidden > 0)
                .then(|| format!("and {} more in the folders above", grouped(hidden))),
        })
    }
}

impl DriveView {
    fn of(mount: &MountState) -> Self {
        let (class, words) = match mount.state {
            State::Ok => ("ok", "Works"),
            State::Unchecked => ("unchecked", "Not tried yet"),
            State::Trouble(diagnosis) => ("trouble", diagnosis.title()),
        };
        let problem = match mount.state {
            State::Trouble(diagnosis) => Some(diagnosis.code()),
            State::Ok | State::Unchecked => None,
        };
        Self {
            path: mount.path.segments().map(str::to_owned).collect(),
            href: format!("{}/", mount.path.to_url()),
            tenant: mount.tenant.clone(),
            delivery: mount.delivery.name(),
            class,
            words,
            problem,
            hint: mount.hint,
        }
    }
}

fn summary(tally: Tally) -> String {
    let unit = if tally.mounts == 1 { "drive" } else { "drives" };
    let all = format!("{} {unit}", grouped(tally.mounts));
    match tally.in_trouble {
        0 => all,
        some => format!("{all}, {} in trouble", grouped(some)),
    }
}

/// What a folder's row says of drives below it that don't work.
pub(super) fn trouble_below(tally: Tally) -> Option<String> {
    match (tally.in_trouble, tally.mounts) {
        (0, _) => None,
        (_, 1) => Some("Its drive is in trouble".to_owned()),
        (some, all) => Some(format!(
            "{} of {} drives in trouble",
            grouped(some),
            grouped(all)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(in_trouble: usize, mounts: usize) -> Tally {
        Tally { mounts, in_trouble }
    }

    #[test]
    fn drives_are_counted_in_words() {
        assert_eq!(summary(tally(0, 1)), "1 drive");
        assert_eq!(summary(tally(2, 1_200)), "1,200 drives, 2 in trouble");
        let below = |in_trouble, mounts| trouble_below(tally(in_trouble, mounts));
        assert_eq!(below(0, 4), None);
        assert_eq!(below(1, 1).as_deref(), Some("Its drive is in trouble"));
        assert_eq!(below(1, 4).as_deref(), Some("1 of 4 drives in trouble"));
    }
}
