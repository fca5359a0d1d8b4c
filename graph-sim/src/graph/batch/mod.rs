//! `POST /$batch`: "Combine multiple HTTP requests using JSON batching".
//!
//! Left out: `atomicityGroup`, and requests that really run at the same time: they run one after the
//! other, each after those it depends on.
//!
//! - [`payload`]: what a batch must look like, and its requests
//! - [`run`]: executing them
//! - [`outcome`]: their answers in JSON

mod outcome;
mod payload;
mod run;

pub(super) use run::respond;

/// What a batch that can't be read is told; an application is told the same of a batch in a batch.
pub(super) const INVALID: &str = "Invalid batch payload format.";
