//! What must hold before anything is changed (RFC 9110, section 13; RFC 4918, section 10.4).

use crate::domain::{Conditions, Error, Result, TagCondition, Verdict};
use crate::edge::conditions_of;
use crate::services::Row;

use super::ask::Ask;
use super::refusal::Trouble;

/// Judges the conditions of a request that changes something. Who states none costs nothing.
pub(super) async fn check(ask: &Ask) -> Result<(), Trouble> {
    let conditions = Conditions {
        // Of no meaning but for reading (RFC 9110, section 13.1.3).
        if_modified_since: None,
        if_range: None,
        ..conditions_of(ask.headers())
    };
    let creates = ask.head.method == "PUT";
    // What a `PUT` can pass on is judged where the file is written.
    let passes_on = creates
        && conditions.if_unmodified_since.is_none()
        && conditions.if_none_match.as_ref().is_none_or(|it| *it == TagCondition::Any);
    if conditions == Conditions::default() || passes_on {
        return Ok(());
    }
    let row = find(ask).await?;
    if holds(&conditions, row.as_ref()) {
        Ok(())
    } else {
        Err(Error::PreconditionFailed.into())
    }
}

async fn find(ask: &Ask) -> Result<Option<Row>> {
    let row = ask.services().browse.stat(&ask.caller, ask.path()).await;
    match row {
        Ok(row) => Ok(Some(row)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the conditions hold of what is there, or of nothing.
fn holds(conditions: &Conditions, row: Option<&Row>) -> bool {
    match row {
        None => conditions.if_match.is_none(),
        Some(row) => conditions.judge(row.etag.as_ref(), row.modified_at) == Verdict::Proceed,
    }
}
