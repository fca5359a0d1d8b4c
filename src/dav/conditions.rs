//! What must hold before anything is changed (RFC 9110, section 13; RFC 4918, section 10.4).

use crate::domain::{Conditions, Error, Result, TagCondition, Verdict, VirtualPath};
use crate::edge::conditions_of;
use crate::services::Row;

use super::ask::Ask;
use super::headers::{If, List, Reference, State, States};
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
    match &ask.conditions {
        None => Ok(()),
        Some(header) if header.holds(&Known::of(ask, header).await?) => Ok(()),
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

/// What is known of each resource that an `If` names.
#[derive(Debug, Default)]
struct Known(Vec<Resource>);

/// The states of a resource. What lies elsewhere, is not there or is not for the caller to see has none.
#[derive(Debug)]
struct Resource {
    named: Option<Reference>,
    tag: Option<String>,
    tokens: Vec<String>,
}

impl Known {
    async fn of(ask: &Ask, header: &If) -> Result<Self> {
        let mut known = Self::default();
        for named in header.resources() {
            let path = match named {
                None => Some(ask.path().clone()),
                Some(reference) => path_named(ask, reference),
            };
            let mut resource = Resource {
                named: named.cloned(),
                tag: None,
                tokens: Vec::new(),
            };
            if let Some(path) = path {
                let about = header.lists().iter();
                let mut about = about.filter(|list| list.resource.as_ref() == named);
                if about.any(asks_for_a_tag) {
                    let row = seen(find(ask, &path).await.map(Option::into_iter))?;
                    let etag = row.into_iter().flatten().find_map(|row| row.etag);
                    resource.tag = etag.map(|etag| etag.as_str().to_owned());
                }
                let locks = ask.services().locks.discover(&ask.caller, &path).await;
                let locks = seen(locks)?.unwrap_or_default();
                let tokens = locks.iter().map(|view| view.lock.token.as_str().to_owned());
                resource.tokens = tokens.collect();
            }
            known.0.push(resource);
        }
        Ok(known)
    }

    fn find(&self, named: Option<&Reference>) -> Option<&Resource> {
        self.0.iter().find(|it| it.named.as_ref() == named)
    }
}

impl States for Known {
    fn has_tag(&self, resource: Option<&Reference>, tag: &str) -> bool {
        let known = self.find(resource);
        known.is_some_and(|known| known.tag.as_deref() == Some(tag))
    }

    fn has_lock(&self, resource: Option<&Reference>, token: &str) -> bool {
        let known = self.find(resource);
        // A token is a URN, in which letter case says nothing.
        known.is_some_and(|known| known.tokens.iter().any(|it| it.eq_ignore_ascii_case(token)))
    }
}

fn asks_for_a_tag(list: &List) -> bool {
    let mut conditions = list.conditions.iter();
    conditions.any(|condition| matches!(condition.state, State::Tag(_)))
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
