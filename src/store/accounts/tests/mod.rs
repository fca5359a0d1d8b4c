//! What holds of accounts.

mod changes;
mod reading;
