//! The log of the process.

use crate::config::{LogFormat, LogSettings};
use crate::telemetry;

/// Logs from now on. A process logs one way, so a second call changes nothing.
pub fn start_log(settings: LogSettings) {
    let format = match settings.format {
        LogFormat::Text => telemetry::Format::Text,
        LogFormat::Json => telemetry::Format::Json,
    };
    let level = settings.level;
    let _ = telemetry::init(telemetry::Settings { level, format });
}
