//! How a request stands with the limits, and how its answer tells it.

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use jiff::{SignedDuration, Timestamp};

use super::limits::Scope;
use crate::switches::{RetryAfterStyle, ThrottlingSwitches};

/// How a request stands.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Standing {
    pub(crate) refusal: Option<Refusal>,
    pub(super) rate: Option<RateLimit>,
    pub(super) directory: Option<DirectoryUse>,
}

/// Why and how long a request is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refusal {
    scope: Scope,
    /// None: for good.
    rest: Option<SignedDuration>,
}

/// The resource units of the minute.
#[derive(Clone, Copy, Debug)]
pub(super) struct RateLimit {
    pub(super) limit: u64,
    pub(super) used: u64,
    pub(super) reset: SignedDuration,
}

/// What a request cost the directory.
#[derive(Clone, Copy, Debug)]
pub(super) struct DirectoryUse {
    pub(super) units: u64,
    pub(super) used: u64,
    pub(super) limit: u64,
}

impl Refusal {
    pub(super) fn pause(scope: Scope, rest: SignedDuration) -> Self {
        Self {
            scope,
            rest: Some(rest),
        }
    }

    pub(super) fn block(scope: Scope) -> Self {
        Self { scope, rest: None }
    }

    /// Whether the application is blocked until somebody lets it in again.
    pub(crate) fn is_block(&self) -> bool {
        self.rest.is_none()
    }

    fn seconds(&self) -> f64 {
        self.rest.map_or(f64::INFINITY, |rest| rest.as_secs_f64())
    }
}

impl Standing {
    /// Of several refusals the one that lasts longest is told.
    pub(super) fn refuse(&mut self, refusal: Option<Refusal>) {
        let Some(refusal) = refusal else {
            return;
        };
        if self
            .refusal
            .is_none_or(|known| known.seconds() < refusal.seconds())
        {
            self.refusal = Some(refusal);
        }
    }

    /// What the answer's headers say of it.
    pub(crate) fn headers(&self, switches: &ThrottlingSwitches, now: Timestamp) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let rest = self.refusal.and_then(|refusal| refusal.rest);
        if let Some(text) = rest.and_then(|rest| retry_after(switches.retry_after, rest, now)) {
            headers.insert(header::RETRY_AFTER, value(&text));
        }
        if switches.rate_limit_headers {
            self.tell_rate(&mut headers);
        }
        self.tell_directory(&mut headers);
        headers
    }

    /// Of the minute's units alone, once four fifths are used; not with a refusal for another reason.
    fn tell_rate(&self, headers: &mut HeaderMap) {
        let elsewhere = self
            .refusal
            .is_some_and(|refusal| !matches!(refusal.scope, Scope::AppMinute(..)));
        let Some(rate) = self.rate.filter(|_| !elsewhere) else {
            return;
        };
        if rate.used * 5 < rate.limit * 4 {
            return;
        }
        let remaining = match self.refusal {
            Some(_) => 0,
            None => rate.limit.saturating_sub(rate.used),
        };
        for (name, number) in [
            ("ratelimit-limit", rate.limit),
            ("ratelimit-remaining", remaining),
            ("ratelimit-reset", whole_seconds(rate.reset)),
        ] {
            headers.insert(HeaderName::from_static(name), value(&number.to_string()));
        }
    }

    fn tell_directory(&self, headers: &mut HeaderMap) {
        let Some(directory) = self.directory else {
            return;
        };
        let mut tell = |name, text: &str| {
            headers.insert(HeaderName::from_static(name), value(text));
        };
        tell("x-ms-resource-unit", &directory.units.to_string());
        let hundredths = directory.used.saturating_mul(100) / directory.limit.max(1);
        if hundredths > 80 {
            let told = hundredths.min(180);
            let share = format!("{}.{:02}", told / 100, told % 100);
            tell("x-ms-throttle-limit-percentage", &share);
        }
        if self.refusal.is_some() {
            tell("x-ms-throttle-information", "ResourceUnitLimitExceeded");
        }
    }
}

fn retry_after(style: RetryAfterStyle, rest: SignedDuration, now: Timestamp) -> Option<String> {
    match style {
        RetryAfterStyle::Integer => Some(whole_seconds(rest).to_string()),
        RetryAfterStyle::Decimal => Some(format!("{:.3}", rest.as_secs_f64())),
        RetryAfterStyle::Missing => None,
        RetryAfterStyle::HttpDate => {
            let rest = SignedDuration::from_secs(rest.as_secs() + 1);
            let end = now.saturating_add(rest).unwrap_or(now);
            Some(end.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
        }
    }
}

/// Rounded up, so that nobody comes back too early.
fn whole_seconds(rest: SignedDuration) -> u64 {
    let started = i64::from(rest.subsec_nanos() > 0);
    u64::try_from(rest.as_secs() + started).unwrap_or(0)
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("numbers and dates are ASCII")
}
