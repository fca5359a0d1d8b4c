//! Next links: opaque, random, kept here, bound to the query that led to them.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::answer::Answer;
use super::fault::{self, Failure};
use super::inquiry::Inquiry;
use crate::doors;
use crate::switches::{ListingSwitches, OverCap, PageFill};

/// Where listings go on, by their tokens.
#[derive(Debug, Default)]
pub(crate) struct Continuations(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    by_token: HashMap<String, Continuation>,
    /// At how many the old ones are sorted out next: seldom enough that it costs nothing.
    sort_out_at: usize,
}

impl Kept {
    fn keep(&mut self, token: String, continuation: Continuation, now: Timestamp) {
        if self.by_token.len() >= self.sort_out_at {
            self.by_token.retain(|_, old| old.expires_at > now);
            self.sort_out_at = 2 * self.by_token.len() + 64;
        }
        self.by_token.insert(token, continuation);
    }
}

#[derive(Clone, Debug)]
struct Continuation {
    /// Path and query the token is good for.
    query: String,
    expires_at: Timestamp,
    page: Page,
}

/// A page of a listing: which one, and after what it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// Counted from 1.
    number: u32,
    /// The last entry before it, in whatever form the listing uses; none for the first.
    pub(crate) after: Option<String>,
}

impl Page {
    /// Whether this page is one that is empty in spite of more to come.
    pub(crate) fn is_left_empty(&self, listing: &ListingSwitches) -> bool {
        // Were every page empty, no listing would ever end.
        listing
            .empty_page_every
            .is_some_and(|every| self.number.is_multiple_of(every.max(2)))
    }

    /// The page that begins after this entry.
    pub(crate) fn next(&self, after: Option<String>) -> Self {
        Self {
            number: self.number + 1,
            after,
        }
    }
}

/// The page that is asked for: the first, or the one the token stands for. A token of another
/// query, an expired one and an invented one are 400.
pub(crate) fn page(inquiry: &Inquiry<'_>) -> Result<Page, Failure> {
    let Some(token) = inquiry.options.value("$skiptoken") else {
        return Ok(Page {
            number: 1,
            after: None,
        });
    };
    let continuations = inquiry.state.continuations.0.lock();
    let continuations = continuations.unwrap_or_else(PoisonError::into_inner);
    match continuations.by_token.get(token) {
        Some(found)
            if found.query == bound_query(inquiry)
                && found.expires_at > inquiry.state.clock.now() =>
        {
            Ok(found.page.clone())
        }
        Some(_) | None => Err(fault::invalid_request("The skip token is not valid.").into()),
    }
}

/// The absolute address of a further page.
pub(crate) fn next_link(inquiry: &Inquiry<'_>, page: Page) -> String {
    let query = bound_query(inquiry);
    let now = inquiry.state.clock.now();
    let life = inquiry.switches.listing.next_link_life_seconds;
    let life = SignedDuration::from_secs(i64::try_from(life).unwrap_or(i64::MAX));
    let expires_at = now.saturating_add(life).unwrap_or(Timestamp::MAX);
    let token = doors::random_guid().simple().to_string();
    let separator = if query.contains('?') { '&' } else { '?' };
    let link = format!("{}{query}{separator}$skiptoken={token}", inquiry.base_url());
    let continuations = inquiry.state.continuations.0.lock();
    let mut continuations = continuations.unwrap_or_else(PoisonError::into_inner);
    let continuation = Continuation {
        query,
        expires_at,
        page,
    };
    continuations.keep(token, continuation, now);
    link
}

/// Answers with one page of a list whose entries are counted.
pub(crate) fn answer_counted<T>(
    inquiry: &Inquiry<'_>,
    context: &str,
    entries: &[T],
    shape: impl Fn(&T) -> Value,
) -> Result<Answer, Failure> {
    let cut = cut_counted(inquiry, entries.len())?;
    let value: Value = entries[cut.range].iter().map(shape).collect();
    let mut document = json!({ "@odata.context": inquiry.context(context), "value": value });
    if let (Some(link), Some(properties)) = (cut.next_link, document.as_object_mut()) {
        properties.insert("@odata.nextLink".to_owned(), link.into());
    }
    Ok(Answer::json(&document))
}

/// The part of a counted list that is one page of it.
pub(crate) struct Cut {
    pub(crate) range: Range<usize>,
    pub(crate) next_link: Option<String>,
}

/// Cuts the page that is asked for out of a list of so many entries.
pub(crate) fn cut_counted(inquiry: &Inquiry<'_>, count: usize) -> Result<Cut, Failure> {
    let (size, page) = (page_size(inquiry)?, page(inquiry)?);
    let start = page.after.as_deref().and_then(|number| number.parse().ok());
    let start = start.unwrap_or(0).min(count);
    let left_empty = page.is_left_empty(&inquiry.switches.listing);
    let end = if left_empty { start } else { start + size }.min(count);
    let next = (end < count).then(|| page.next(Some(end.to_string())));
    Ok(Cut {
        range: start..end,
        next_link: next.map(|next| next_link(inquiry, next)),
    })
}

/// Path and query without the token; the leading slash belongs to the base address.
fn bound_query(inquiry: &Inquiry<'_>) -> String {
    let path = inquiry.call.path().trim_start_matches('/');
    let is_token = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        ["$skiptoken", "%24skiptoken", "skiptoken"].contains(&name)
    };
    let pairs = inquiry
        .call
        .query()
        .split('&')
        .filter(|pair| !pair.is_empty());
    let kept: Vec<&str> = pairs.filter(|pair| !is_token(pair)).collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

/// How many entries a page of children has.
pub(crate) fn page_size(inquiry: &Inquiry<'_>) -> Result<usize, Failure> {
    let listing = &inquiry.switches.listing;
    let size = match inquiry.options.top()? {
        None => listing.default_page_size,
        Some(top) if top <= listing.page_size_cap => top,
        Some(_) => match listing.over_cap {
            OverCap::Capped => listing.page_size_cap,
            OverCap::Refused => return Err(fault::unsupported_option("$top").into()),
        },
    };
    Ok(match listing.pages {
        PageFill::Full => size.max(1),
        PageFill::Short => size.div_ceil(2).max(1),
    })
}
