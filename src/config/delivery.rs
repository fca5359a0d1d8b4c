//! How much goes through the server.

use super::file::Text;
use super::place::Flaw;
use super::upstream::number;

/// A browser that shows a page of pictures takes a handful, a player two, a sync tool as many as it was told to:
/// a hundred parts of one file at once are no abuse.
const DEFAULT: usize = 128;

/// More than a machine has files for.
const MOST: usize = 10_000;

const RULE: &str = "must be a number from 1 to 10000";

/// How many downloads of one caller may go through us at a time.
pub(super) fn streams(text: &Text) -> Result<usize, Flaw> {
    let streams = number(text, ("streams_per_caller", 1..=MOST), RULE)?;
    Ok(streams.unwrap_or(DEFAULT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_the_number_is_what_holds() {
        assert_eq!(RULE, format!("must be a number from 1 to {MOST}"));
    }
}
