//! The use cases that write, whichever face offers them: through `services`, with every call counted on the
//! simulator's journal.

mod audit;
mod between;
mod bringing;
mod copies;
mod deletions;
mod ending;
mod exchanges;
mod folders;
mod killed;
mod moves;
mod numbers;
mod puts;
mod refusals;
mod rights;
pub(crate) mod scene;
mod shown;
mod versions;

use onefold::domain::{Error, Result};

/// The code of a refusal.
#[track_caller]
pub(crate) fn code<T: std::fmt::Debug>(refused: Result<T>) -> &'static str {
    refused.expect_err("it is refused").code()
}

/// What comes of something that was not refused.
#[track_caller]
pub(crate) fn done<T>(result: Result<T, Error>) -> T {
    result.expect("it is done")
}
