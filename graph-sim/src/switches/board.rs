//! All switches together, and those of a running simulator.

use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::addressing::{AddressingSwitches, ColonPaths};
use super::batch::BatchSwitches;
use super::content::ContentSwitches;
use super::copying::CopyingSwitches;
use super::delta::{ChangeTracking, DeltaSwitches};
use super::directory::DirectorySwitches;
use super::errors::ErrorSwitches;
use super::lag::LagSwitches;
use super::listing::ListingSwitches;
use super::login::LoginSwitches;
use super::preview::PreviewSwitches;
use super::search::SearchSwitches;
use super::shape::ShapeSwitches;
use super::sharing::SharingSwitches;
use super::sites::SiteSwitches;
use super::special::SpecialSwitches;
use super::subscriptions::SubscriptionSwitches;
use super::throttling::ThrottlingSwitches;
use super::thumbnails::ThumbnailSwitches;
use super::transport::TransportSwitches;
use super::uploads::UploadSwitches;
use super::writing::{PermanentDelete, WritingSwitches};

/// All switches, by what they touch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// The token service.
    pub login: LoginSwitches,
    /// Listings and their pages.
    pub listing: ListingSwitches,
    /// The JSON of items.
    pub shape: ShapeSwitches,
    /// How paths and names are read.
    pub addressing: AddressingSwitches,
    /// What is refused how.
    pub errors: ErrorSwitches,
    /// The host of the download URLs.
    pub content: ContentSwitches,
    /// `PUT …/content` and upload sessions.
    pub uploads: UploadSwitches,
    /// Folders, updates and deletion.
    pub writing: WritingSwitches,
    /// Copies and their monitors.
    pub copying: CopyingSwitches,
    /// How late the service notices its own writes.
    pub lag: LagSwitches,
    /// Sites.
    pub sites: SiteSwitches,
    /// Special folders.
    pub special: SpecialSwitches,
    /// The changes of a drive.
    pub delta: DeltaSwitches,
    /// Users.
    pub directory: DirectorySwitches,
    /// Search.
    pub search: SearchSwitches,
    /// Subscriptions and their notifications.
    pub subscriptions: SubscriptionSwitches,
    /// Thumbnails.
    pub thumbnails: ThumbnailSwitches,
    /// Previews.
    pub preview: PreviewSwitches,
    /// Sharing links, invitations and shares.
    pub sharing: SharingSwitches,
    /// Several requests in one.
    pub batch: BatchSwitches,
    /// What happens to those who ask too much.
    pub throttling: ThrottlingSwitches,
    /// Connections, for all three hosts.
    pub transport: TransportSwitches,
}

impl Switches {
    /// The same, but with the positions that a JSON document names. An unknown switch or position is
    /// refused; the error tells which.
    pub(crate) fn changed(
        &self,
        changes: Value,
    ) -> Result<Self, serde_path_to_error::Error<serde_json::Error>> {
        let mut document = serde_json::to_value(self).expect("switches are plain data");
        merge(&mut document, changes);
        serde_path_to_error::deserialize(document)
    }

    /// The same, but with all that was reported to be missing in China (2): addressing by path,
    /// delta, permanent deletion. What is left are ids and the key forms `children('name')` and
    /// `children('@a1')?@a1='name'`.
    #[must_use]
    pub fn in_china(mut self) -> Self {
        self.addressing.colon_paths = ColonPaths::Refused;
        self.delta.tracking = ChangeTracking::Unsupported;
        self.writing.permanent_delete = PermanentDelete::Unsupported;
        self
    }
}

/// Lays what a document says over another.
fn merge(target: &mut Value, changes: Value) {
    match (target, changes) {
        (Value::Object(target), Value::Object(changes)) => {
            for (name, value) in changes {
                merge(target.entry(name).or_insert(Value::Null), value);
            }
        }
        (target, changes) => *target = changes,
    }
}

/// The switches of a running simulator.
#[derive(Clone, Debug, Default)]
pub struct SwitchBoard(Arc<RwLock<Switches>>);

impl SwitchBoard {
    pub(crate) fn new(switches: Switches) -> Self {
        Self(Arc::new(RwLock::new(switches)))
    }

    /// The positions now.
    pub fn current(&self) -> Switches {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Changes positions; requests that come later see them.
    pub fn update(&self, change: impl FnOnce(&mut Switches)) {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
    }
}
