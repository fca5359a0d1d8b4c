//! The addresses of subscriptions: "subscription resource type".

use super::reader::Reader;
use super::{Route, Stop};

impl Reader<'_> {
    /// What follows `/subscriptions`.
    pub(super) fn subscriptions(&mut self) -> Result<Route, Stop> {
        if self.is_at_end() {
            return self.leaf("/subscriptions", Route::Subscriptions);
        }
        let id = self.key("/subscriptions/{subscription}")?;
        match self.segment() {
            None => Ok(Route::Subscription(id)),
            Some("reauthorize" | "microsoft.graph.reauthorize") => {
                self.leaf("/reauthorize", Route::Reauthorization(id))
            }
            Some(other) => Err(Stop::Unknown(other.to_owned())),
        }
    }
}
