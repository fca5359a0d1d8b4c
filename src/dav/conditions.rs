//! What must hold before anything is changed (RFC 9110, section 13; RFC 4918, section 10.4).

use crate::domain::{Conditions, Error, Result, TagCondition, Verdict, VirtualPath};
use crate::edge::conditions_of;
use crate::services::Row;

use super::ask::Ask;
use super::headers::{Condition, If, List, Reference, State, States};
use super::refusal::Trouble;
use super::target::path_of;

/// Judges the conditions of a request that changes something: those of HTTP, then those of WebDAV. Who states none
/// costs nothing. Whether the tokens of all locks were shown is asked where something is changed.
pub(super) async fn check(ask: &Ask) -> Result<(), Trouble> {
    let conditions = Conditions {
        // Of no meaning but for reading (RFC 9110, sections 13.1.3 and 13.1.5).
        if_modified_since: None,
        if_range: None,
        ..conditions_of(ask.headers())
    };
    if conditions != Conditions::default() && !is_passed_on(ask, &conditions) {
        let row = find(ask, ask.path()).await?;
        if !holds(&conditions, row.as_ref()) {
            return Err(Error::PreconditionFailed.into());
        }
    }
    check_if(ask).await
}

/// Judges `If` alone, which may stand before any method (RFC 4918, section 10.4.1). The conditions of HTTP are judged
/// elsewhere where something is only read.
pub(super) async fn check_if(ask: &Ask) -> Result<(), Trouble> {
    match &ask.if_header {
        None => Ok(()),
        Some(header) if one_holds(ask, header).await? => Ok(()),
        Some(_) => Err(Error::PreconditionFailed.into()),
    }
}

/// Whether the method passes all of the conditions on to where it is done, and they are judged there.
fn is_passed_on(ask: &Ask, conditions: &Conditions) -> bool {
    let any = Some(TagCondition::Any);
    ask.head.method == "PUT"
        && conditions.if_unmodified_since.is_none()
        && (conditions.if_none_match.is_none() || conditions.if_none_match == any)
}

async fn find(ask: &Ask, path: &VirtualPath) -> Result<Option<Row>> {
    match ask.services().browse.stat(&ask.caller, path).await {
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

/// So many resources are looked at for one `If`: each may cost a call.
const MOST_RESOURCES: usize = 16;

/// Whether one of the lists holds. They are looked at one after another until one does; those about more resources
/// than are looked at don't.
async fn one_holds(ask: &Ask, header: &If) -> Result<bool> {
    let mut known = Known::default();
    for list in header.lists() {
        if known.look_for(ask, list).await? && list.holds(&known) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What is known of the resources that an `If` names, as far as it was asked.
#[derive(Debug, Default)]
struct Known(Vec<Named>);

/// The states of a resource. What lies elsewhere, is not there or is not for the caller to see has none.
#[derive(Debug)]
struct Named {
    /// How it is named; `None` for the very place that the request is about.
    reference: Option<Reference>,
    path: Option<VirtualPath>,
    tag: Tag,
    /// The locks that cover it, once they were looked for.
    tokens: Option<Vec<String>>,
}

/// The tag of a resource.
#[derive(Debug, PartialEq, Eq)]
enum Tag {
    /// Nobody has looked for it.
    Unknown,
    /// It has none.
    None,
    Is(String),
}

impl Named {
    fn of(ask: &Ask, reference: Option<&Reference>) -> Self {
        Self {
            reference: reference.cloned(),
            path: match reference {
                None => Some(ask.path().clone()),
                Some(reference) => path_named(ask, reference),
            },
            tag: Tag::Unknown,
            tokens: None,
        }
    }

    async fn look_for(&mut self, ask: &Ask, list: &List) -> Result<()> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        let asks_for_tags = |it: &Condition| matches!(it.state, State::Tag(_));
        if self.tag == Tag::Unknown && list.conditions.iter().any(asks_for_tags) {
            let row = seen(find(ask, path).await)?.flatten();
            let etag = row.and_then(|row| row.etag);
            self.tag = etag.map_or(Tag::None, |etag| Tag::Is(etag.as_str().to_owned()));
        }
        if self.tokens.is_none() && !list.conditions.iter().all(asks_for_tags) {
            let locks = ask.services().locks.discover(&ask.caller, path).await;
            let locks = seen(locks)?.unwrap_or_default();
            let tokens = locks.iter().map(|view| view.lock.token.as_str().to_owned());
            self.tokens = Some(tokens.collect());
        }
        Ok(())
    }
}

impl Known {
    /// Learns what a list is about; whether it was looked at.
    async fn look_for(&mut self, ask: &Ask, list: &List) -> Result<bool> {
        let reference = list.resource.as_ref();
        let mut known = self.0.iter();
        let at = known.position(|it| it.reference.as_ref() == reference);
        let at = match at {
            Some(at) => at,
            None if self.0.len() == MOST_RESOURCES => return Ok(false),
            None => {
                self.0.push(Named::of(ask, reference));
                self.0.len() - 1
            }
        };
        self.0[at].look_for(ask, list).await?;
        Ok(true)
    }

    fn find(&self, reference: Option<&Reference>) -> Option<&Named> {
        self.0.iter().find(|it| it.reference.as_ref() == reference)
    }
}

impl States for Known {
    fn has_tag(&self, resource: Option<&Reference>, tag: &str) -> bool {
        let known = self.find(resource).map(|known| &known.tag);
        matches!(known, Some(Tag::Is(known)) if known == tag)
    }

    fn has_lock(&self, resource: Option<&Reference>, token: &str) -> bool {
        let known = self.find(resource);
        // A token is a URN, in which letter case says nothing.
        let mut tokens = known
            .into_iter()
            .flat_map(|known| known.tokens.iter().flatten());
        tokens.any(|it| it.eq_ignore_ascii_case(token))
    }
}

/// Nothing for what the caller may not see; an error only where nobody can say.
fn seen<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound | Error::Forbidden | Error::PasswordNeeded { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn path_named(ask: &Ask, reference: &Reference) -> Option<VirtualPath> {
    let raw = path_of(ask, reference)?;
    VirtualPath::from_raw(raw).ok().map(|place| place.path)
}
