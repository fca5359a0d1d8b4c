//! A panic is one event of the log like any other: its message may hold what somebody has sent.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{self, PanicHookInfo};

use tracing::field::{DisplayValue, display};

/// From now on panics of the whole process are told to the log instead of being printed.
pub(super) fn log_panics() {
    panic::set_hook(Box::new(report));
}

/// Writes one event: the hook the standard library brings along prints lines as they are, on whatever
/// format the log has.
pub(super) fn report(panic: &PanicHookInfo<'_>) {
    let location = panic.location().map(display);
    let message = panic.payload_as_str().unwrap_or("(no text)");
    let trace = Backtrace::capture();
    tracing::error!(location, backtrace = kept(&trace), "panicked: {message}");
}

/// Where the environment asks for none (`RUST_BACKTRACE`), there is none.
fn kept(trace: &Backtrace) -> Option<DisplayValue<&Backtrace>> {
    let is_kept = trace.status() == BacktraceStatus::Captured;
    is_kept.then(|| display(trace))
}
