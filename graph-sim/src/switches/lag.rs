//! How late the service notices its own writes (8.4).

use serde::{Deserialize, Serialize};

/// Switches of lag (8.4 no. 17), all in simulated time. Only what came to be after the simulator
/// started is late.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LagSwitches {
    /// How many questions about a new item get 404 first.
    pub new_item_questions: u32,
    /// For how many seconds questions about a new item get 404.
    pub new_item_seconds: u32,
    /// By how many seconds listings are late: they miss new items and show those that are gone, as
    /// they were.
    pub listing_seconds: u32,
    /// By how many seconds `size` and `childCount` of folders are late.
    pub folder_seconds: u32,
}
