//! How long the service may take to find what was written a moment ago.

use std::time::Duration;

/// The waits between the looks, one after the other.
pub(super) const LAGS: [Duration; 4] = [
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];
