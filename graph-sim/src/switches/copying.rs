//! Copies and their monitors (4.8, 8.5).

use serde::{Deserialize, Serialize};

/// Switches of copies (4.8).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopyingSwitches {
    /// How a copy is acknowledged.
    pub acknowledgment: CopyAcknowledgment,
    /// How long a copy takes; for those that begin from now on.
    pub pace: CopyPace,
    /// Status of the monitor while the copy goes on.
    pub progress_status: ProgressStatus,
    /// Status of the monitor when the copy is done.
    pub final_status: FinalStatus,
    /// Status of the monitor when the copy has failed.
    pub failure_status: FailureStatus,
    /// What becomes of the versions if the copy is given a name; a known issue.
    pub named_history: NamedHistory,
}

/// The answer to the request for a copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyAcknowledgment {
    /// 202 with `Location`.
    #[default]
    Accepted,
    /// 200 with `Location` and nothing in it.
    EmptyOk,
    /// 200 with neither; the copy is made at once.
    WithoutMonitor,
}

/// When a copy is made. Until then nothing is to be seen of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyPace {
    /// After the monitor was asked so often in vain; with 0, at once.
    Polls(u32),
    /// After so many seconds of simulated time.
    Seconds(u32),
}

impl Default for CopyPace {
    fn default() -> Self {
        Self::Polls(1)
    }
}

/// Status of a monitor while the copy goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProgressStatus {
    /// 202
    #[default]
    Accepted,
    /// 200
    Ok,
}

/// Status of a monitor when the copy is done; the body says the same in each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinalStatus {
    /// 200
    #[default]
    Ok,
    /// 202
    Accepted,
    /// 303 with the address of the copy in `Location`.
    SeeOther,
}

/// Status of a monitor when the copy has failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureStatus {
    /// 200
    #[default]
    Ok,
    /// 400
    BadRequest,
}

/// `includeAllVersionHistory` beside `name`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedHistory {
    /// The versions stay behind, as the documented issue has it.
    #[default]
    Lost,
    /// They go along.
    Kept,
}
