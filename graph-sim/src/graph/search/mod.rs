//! Search.
//!
//! - [`drive`]: in one drive, by `search(q='…')`
//! - [`condition`]: the `$filter` of that
//! - [`query`]: in all drives, by `POST /search/query`
//! - [`keywords`]: the language of its queries
//! - [`hit`]: what it answers
//! - [`words`]: words, and when they are found

mod condition;
mod drive;
mod hit;
mod keywords;
mod query;
mod words;

pub(crate) use drive::in_drive;
pub(crate) use query::in_all_drives;
