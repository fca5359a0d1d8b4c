//! Faults: what a test lets go wrong.
//!
//! - [`rule`]: [`Fault`], which requests it strikes and what happens to them
//! - [`board`]: [`Faults`], the rules of a running simulator
//! - [`held`]: [`Held`], requests that wait until the test lets them go

mod board;
mod held;
mod rule;

pub use board::Faults;
pub use held::Held;
pub use rule::Fault;

pub(crate) use board::Strike;
pub(crate) use held::Gate;
pub(crate) use rule::{BodyFault, CannedAnswer, Instead};
