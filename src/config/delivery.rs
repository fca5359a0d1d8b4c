//! How much goes through the server, and for how many at once.

use super::file::Text;
use super::place::Flaw;
use super::upstream::number;

/// A browser that shows a page of pictures takes a handful, a player two, a sync tool as many as it was told to:
/// a hundred parts of one file at once are no abuse.
const STREAMS: usize = 128;

/// More than a machine has files for.
const MOST: usize = 10_000;

const RULE: &str = "must be a number from 1 to 10000";

/// How many downloads of one caller may go through us at a time.
pub(super) fn streams(text: &Text) -> Result<usize, Flaw> {
    let streams = number(text, ("streams_per_caller", 1..=MOST), RULE)?;
    Ok(streams.unwrap_or(STREAMS))
}

/// A browser opens six at once over HTTP/1.1, a sync tool some dozens; behind one address there may be a house
/// of people. An eighth of all there are.
const CONNECTIONS: usize = 512;

/// As many as there are for everybody.
const MOST_CONNECTIONS: usize = 4_096;

const RULE_OF_CONNECTIONS: &str = "must be a number from 1 to 4096";

/// How many connections one address may hold.
pub(super) fn connections(text: &Text) -> Result<usize, Flaw> {
    let key = ("connections_per_address", 1..=MOST_CONNECTIONS);
    let connections = number(text, key, RULE_OF_CONNECTIONS)?;
    Ok(connections.unwrap_or(CONNECTIONS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_the_number_is_what_holds() {
        for (rule, most) in [(RULE, MOST), (RULE_OF_CONNECTIONS, MOST_CONNECTIONS)] {
            assert_eq!(rule, format!("must be a number from 1 to {most}"));
        }
    }
}
