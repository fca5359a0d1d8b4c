//! The doors: the one real implementation of time, waiting, randomness and background work.
//!
//! `clippy.toml` forbids the functions behind them everywhere else, so that a test that holds the
//! doors holds the whole program.

mod clock;
mod flights;
mod random;
mod tasks;

pub use clock::{ManualClock, SystemClock};
pub use flights::{FlightLost, Flights};
pub use random::Random;
pub use tasks::Tasks;
