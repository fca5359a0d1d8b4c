//! Marked secrets, planted wherever one can be, and looked for wherever none may be: in the log at its
//! loudest, in every file of the data, in every answer, in the figures. And lines that others would like to
//! write into our log.

mod forged;
mod own;
mod planted;
mod search;

use std::time::Duration;

/// How long a server may take to stop.
const PATIENCE: Duration = Duration::from_secs(20);

const LOUD: &str = "log: { level: trace, format: FORMAT }\ncache: { lifetime_seconds: 0 }";

/// The settings under which as much is logged as can be.
fn loud(format: &str) -> String {
    LOUD.replace("FORMAT", format)
}
