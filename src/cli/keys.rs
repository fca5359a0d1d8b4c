//! `onefold keys`: the server's own keys.

use std::io::Write;

use crate::app;
use crate::config::Config;

use super::outcome::{Failure, Outcome};
use super::output::Output;

/// Replaces them, beside a running server too: it follows within a second.
pub(super) async fn rotate<O: Write, E: Write>(
    config: &Config,
    output: &mut Output<O, E>,
) -> Result<Outcome, Failure> {
    app::rotate_keys(config).await.map_err(|error| {
        let remedy = "look at data_dir: who owns it, and whether the master key is the server's";
        Failure::new(error.chain(), remedy)
    })?;
    output.line(
        "new keys sign from now on; what the keys before have signed stays good for its time",
    );
    Ok(Outcome::Done)
}
