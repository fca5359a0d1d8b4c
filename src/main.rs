//! Onefold.
fn main() {}
