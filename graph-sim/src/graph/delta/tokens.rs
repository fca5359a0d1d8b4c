//! Where walks over changes go on: opaque tokens, kept here, bound to their drive.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::walk::Walk;
use crate::doors;
use crate::graph::fault::{self, Failure, Fault};
use crate::graph::inquiry::Inquiry;
use crate::switches::{ExpiredToken, LinkForm, UnknownToken};
use crate::world::{Drive, World};

/// The tokens given out so far.
#[derive(Debug, Default)]
pub(crate) struct DeltaTokens(Mutex<HashMap<String, Saved>>);

#[derive(Clone, Debug)]
struct Saved {
    drive_id: String,
    expires_at: Timestamp,
    /// Tokens of an earlier epoch have been made worthless.
    epoch: u64,
    cursor: Cursor,
}

/// What a token stands for.
#[derive(Clone, Debug)]
pub(super) enum Cursor {
    /// A page of a walk.
    Page(Walk),
    /// All that comes after this sequence.
    Since(u64),
}

impl DeltaTokens {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Saved>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads a token of this drive.
pub(super) fn read(
    inquiry: &Inquiry<'_>,
    world: &World,
    drive: &Drive,
    token: &str,
) -> Result<Cursor, Failure> {
    let found = inquiry.state.delta_tokens.lock().get(token).cloned();
    let Some(saved) = found.filter(|saved| saved.drive_id == drive.id) else {
        return Err(match inquiry.switches.delta.unknown_token {
            UnknownToken::BadRequest => fault::invalid_request("The token is not valid.").into(),
            UnknownToken::Gone => gone(inquiry, drive).into(),
        });
    };
    let now = inquiry.state.clock.now();
    if saved.epoch != world.delta_epoch() || saved.expires_at <= now {
        return Err(gone(inquiry, drive).into());
    }
    Ok(saved.cursor)
}

/// 410 with the way to begin anew.
fn gone(inquiry: &Inquiry<'_>, drive: &Drive) -> Fault {
    let (code, inner) = match inquiry.switches.delta.expired {
        ExpiredToken::ResyncRequired => ("resyncRequired", None),
        ExpiredToken::ApplyDifferences => ("resyncRequired", Some("resyncApplyDifferences")),
        ExpiredToken::UploadDifferences => ("resyncRequired", Some("resyncUploadDifferences")),
        ExpiredToken::ChangesApplyDifferences => ("resyncChangesApplyDifferences", None),
        ExpiredToken::ChangesUploadDifferences => ("resyncChangesUploadDifferences", None),
        ExpiredToken::SyncStateNotFound => ("syncStateNotFound", None),
    };
    fault::resync(code, inner, link(inquiry, drive, None))
}

/// Keeps where a walk goes on and makes the link that leads there.
pub(super) fn save(inquiry: &Inquiry<'_>, world: &World, drive: &Drive, cursor: Cursor) -> String {
    let now = inquiry.state.clock.now();
    let life = inquiry.switches.delta.token_life_seconds;
    let life = SignedDuration::from_secs(i64::try_from(life).unwrap_or(i64::MAX));
    let token = doors::random_guid().simple().to_string();
    let link = link(inquiry, drive, Some(&token));
    let saved = Saved {
        drive_id: drive.id.clone(),
        expires_at: now.saturating_add(life).unwrap_or(Timestamp::MAX),
        epoch: world.delta_epoch(),
        cursor,
    };
    inquiry.state.delta_tokens.lock().insert(token, saved);
    link
}

/// The address of a page, with the options of this request.
fn link(inquiry: &Inquiry<'_>, drive: &Drive, token: Option<&str>) -> String {
    let base = format!("{}v1.0/drives/{}/root/delta", inquiry.base_url(), drive.id);
    let pairs = inquiry.call.query().split('&');
    let mut pairs: Vec<String> = pairs
        .filter(|pair| !pair.is_empty() && !pair.starts_with("token="))
        .map(str::to_owned)
        .collect();
    let path = match (token, inquiry.switches.delta.link_form) {
        (Some(token), LinkForm::Function) => format!("{base}(token='{token}')"),
        (Some(token), LinkForm::Query) => {
            pairs.push(format!("token={token}"));
            base
        }
        (None, _) => base,
    };
    if pairs.is_empty() {
        path
    } else {
        format!("{path}?{}", pairs.join("&"))
    }
}
