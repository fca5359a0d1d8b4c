//! What a list of users is asked for.

use super::filter::Filter;
use super::search::Search;
use super::shape;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::switches::AdvancedQueries;
use crate::world::UserRecord;

/// Which users, and in which order.
pub(super) struct Query {
    filter: Filter,
    search: Option<Search>,
    order: Option<Order>,
    /// Whether the number of all users found is told.
    pub(super) counts: bool,
}

struct Order {
    property: &'static str,
    descending: bool,
}

impl Query {
    /// Reads the options. "Advanced query capabilities on directory objects": searches, filters by
    /// more than equality and beginnings, and sorting what is filtered need the header.
    pub(super) fn read(inquiry: &Inquiry<'_>) -> Result<Self, Failure> {
        let options = &inquiry.options;
        let header = inquiry.call.header("consistencylevel");
        let eventual = header.is_some_and(|level| level.eq_ignore_ascii_case("eventual"));
        let counts = eventual && options.value("$count") == Some("true");
        let is_advanced = match inquiry.switches.directory.advanced_queries {
            AdvancedQueries::HeaderAndCount => counts,
            AdvancedQueries::Header => eventual,
        };
        let filter = options.value("$filter");
        let search = options.value("$search");
        let order = options.value("$orderby");
        let needs_more = search.is_some() || filter.is_some() && order.is_some();
        if needs_more && !is_advanced {
            return Err(fault::unsupported_query().into());
        }
        Ok(Self {
            filter: match filter {
                Some(text) => Filter::parse(text, is_advanced)?,
                None => Filter::Everyone,
            },
            search: search.map(Search::parse).transpose()?,
            order: order.map(Order::parse).transpose()?,
            counts,
        })
    }

    /// Reads the options of a count, which is always an advanced query.
    pub(super) fn counting(inquiry: &Inquiry<'_>) -> Result<Self, Failure> {
        let filter = inquiry.options.value("$filter");
        let search = inquiry.options.value("$search");
        Ok(Self {
            filter: match filter {
                Some(text) => Filter::parse(text, true)?,
                None => Filter::Everyone,
            },
            search: search.map(Search::parse).transpose()?,
            order: None,
            counts: true,
        })
    }

    /// The users wanted, in their order.
    pub(super) fn apply<'w>(
        &self,
        users: impl Iterator<Item = &'w UserRecord>,
    ) -> Vec<&'w UserRecord> {
        let mut found: Vec<&UserRecord> = users
            .filter(|record| self.filter.matches(record))
            .filter(|record| {
                self.search
                    .as_ref()
                    .is_none_or(|search| search.matches(record))
            })
            .collect();
        if let Some(order) = &self.order {
            let key = |record: &&UserRecord| {
                let value = shape::property(record, order.property);
                value.as_str().unwrap_or_default().to_lowercase()
            };
            found.sort_by_cached_key(key);
            if order.descending {
                found.reverse();
            }
        }
        found
    }
}

impl Order {
    fn parse(text: &str) -> Result<Self, Failure> {
        let mut words = text.split_whitespace();
        let property = match words.next() {
            Some("displayName") => "displayName",
            Some("userPrincipalName") => "userPrincipalName",
            Some(_) | None => {
                let message = "Sorting is not supported for the current query.";
                return Err(fault::unsupported_sorting(message).into());
            }
        };
        Ok(Self {
            property,
            descending: words.next() == Some("desc"),
        })
    }
}
