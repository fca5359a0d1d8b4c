//! What requests cost, and who asks too much.
//!
//! "Avoid getting throttled or blocked in SharePoint Online" and "Microsoft Graph throttling guidance".
//! Usage is always counted; it is held against its limits where `switches.throttling.enforced` says so.
//!
//! - [`charge`]: what a request costs whom
//! - [`limits`]: how much may be asked, by the size of the tenant
//! - [`gauge`]: one count against one limit, and the pause of those who go over it
//! - [`meter`]: [`Meter`], all gauges of a running simulator
//! - [`standing`]: how a request stands with the limits, as its answer tells it

mod charge;
mod gauge;
mod limits;
mod meter;
mod standing;

pub use meter::{Meter, Usage};

pub(crate) use charge::{Charge, Rate, TenantSize, Work};
pub(crate) use standing::{Refusal, Standing};
