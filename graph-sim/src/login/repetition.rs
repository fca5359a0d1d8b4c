//! How often the same token is asked for.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::access::Method;
use crate::world::AppKey;

/// In which time requests count as repeated.
const WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// Counts requests for tokens that differ in nothing.
#[derive(Debug, Default)]
pub(crate) struct Repetitions(Mutex<HashMap<(AppKey, Method, String), Series>>);

#[derive(Debug)]
struct Series {
    began: Timestamp,
    count: u32,
}

impl Repetitions {
    /// Counts one request, and tells how many there were within a minute.
    pub(super) fn note(&self, now: Timestamp, request: (AppKey, Method, &str)) -> u32 {
        let (app, method, resource) = request;
        let mut series = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let series = series
            .entry((app, method, resource.to_owned()))
            .or_insert(Series {
                began: now,
                count: 0,
            });
        if now < series.began || now.duration_since(series.began) >= WINDOW {
            *series = Series {
                began: now,
                count: 0,
            };
        }
        series.count = series.count.saturating_add(1);
        series.count
    }
}
