//! What a drive has shown of what it can do. Clouds differ, and nobody lists what they lack: it is tried.

use std::sync::OnceLock;

use crate::domain::{Capability, Error, Result};

/// What may or may not be possible on a drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feature {
    /// Changes can be asked for.
    Changes,
    /// What is deleted can be deleted for good.
    PermanentDeletion,
    /// Files have earlier versions.
    Versions,
}

/// What was tried, and what came of it. The first word of the service counts: a drive does not learn.
#[derive(Debug, Default)]
pub(super) struct Tried {
    changes: OnceLock<bool>,
    permanent_deletion: OnceLock<bool>,
    versions: OnceLock<bool>,
}

impl Tried {
    /// Learns from an answer, and passes it on. A failure that says nothing about the drive teaches nothing.
    pub(super) fn note<T>(&self, feature: Feature, answer: Result<T>) -> Result<T> {
        match &answer {
            Ok(_) => drop(self.cell(feature).set(true)),
            Err(Error::Unsupported { .. }) => drop(self.cell(feature).set(false)),
            Err(_) => {}
        }
        answer
    }

    /// What is known.
    pub(super) fn known(&self, feature: Feature) -> Capability {
        capability(self.cell(feature))
    }

    const fn cell(&self, feature: Feature) -> &OnceLock<bool> {
        match feature {
            Feature::Changes => &self.changes,
            Feature::PermanentDeletion => &self.permanent_deletion,
            Feature::Versions => &self.versions,
        }
    }
}

/// What an answer that may not have come yet says.
pub(super) fn capability(shown: &OnceLock<bool>) -> Capability {
    match shown.get() {
        Some(true) => Capability::Yes,
        Some(false) => Capability::No,
        None => Capability::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Diagnosis, Service, UpstreamFailure};

    #[test]
    fn only_a_word_about_the_drive_is_remembered() {
        let tried = Tried::default();
        let feature = Feature::Changes;
        let down = UpstreamFailure::new(Service::Graph, Diagnosis::UpstreamDown);
        let passed = tried.note::<()>(feature, Err(down.into()));
        assert!(passed.is_err());
        assert_eq!(tried.known(feature), Capability::Unknown);
        let passed = tried.note::<()>(feature, Err(Error::Unsupported { what: "this" }));
        assert!(passed.is_err());
        assert_eq!(tried.known(feature), Capability::No);
        assert!(tried.note(feature, Ok(())).is_ok());
        assert_eq!(tried.known(feature), Capability::No);
        assert!(tried.note(Feature::Versions, Ok(())).is_ok());
        assert_eq!(tried.known(Feature::Versions), Capability::Yes);
        assert_eq!(tried.known(Feature::PermanentDeletion), Capability::Unknown);
    }
}
