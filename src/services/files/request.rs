//! What is asked for, and what comes of it.

use crate::domain::{Conditions, ETag, Entry, Verdict};
use crate::domain::{Error, IfExists, Result, Segment, TagCondition, Times};

use crate::services::page::Row;

use super::transfers::Transfer;

/// How a file is to be written. Its length belongs to the source.
#[derive(Clone, Debug)]
pub struct PutRequest {
    /// What happens where the name is taken.
    pub if_exists: IfExists,
    /// The file must be there and bear one of these tags.
    pub if_match: Option<TagCondition>,
    /// Nothing may be there yet (`If-None-Match: *`): else it is a condition that does not hold, rather than
    /// a name that is taken.
    pub only_new: bool,
    /// The client's times of the content.
    pub times: Option<Times>,
}

impl PutRequest {
    /// No condition, no times.
    pub const fn new(if_exists: IfExists) -> Self {
        Self {
            if_exists,
            if_match: None,
            only_new: false,
            times: None,
        }
    }
}

/// A file has been written.
#[derive(Clone, Debug)]
pub enum Put {
    /// It was not there before.
    Created(Row),
    /// It was, with another content.
    Replaced(Row),
}

/// A folder is there.
#[derive(Clone, Debug)]
pub enum Made {
    /// It was not there before.
    Created(Row),
    /// It was.
    Found(Row),
}

/// A change of an entry that stays in its folder; what is `None` stays.
#[derive(Clone, Debug)]
pub struct Change {
    /// Another name. One that differs in letter case alone is another name too.
    pub name: Option<Segment>,
    /// Other times.
    pub times: Option<Times>,
    /// What happens where the name is taken.
    pub if_exists: IfExists,
    /// The entry must bear one of these tags.
    pub if_match: Option<TagCondition>,
}

impl Change {
    /// Changes nothing yet; a taken name is an error.
    pub const fn nothing() -> Self {
        Self {
            name: None,
            times: None,
            if_exists: IfExists::Fail,
            if_match: None,
        }
    }
}

/// What came of a move or a copy.
#[derive(Debug)]
pub enum Relocation {
    /// It is done: this is the entry where it lies now.
    Done(Row),
    /// It is under way.
    UnderWay(Transfer),
}

impl Put {
    pub(super) const fn of(row: Row, created: bool) -> Self {
        if created {
            Self::Created(row)
        } else {
            Self::Replaced(row)
        }
    }
}

impl Made {
    pub(super) const fn of(row: Row, created: bool) -> Self {
        if created {
            Self::Created(row)
        } else {
            Self::Found(row)
        }
    }
}

/// The tag that an entry must bear to the end, as it is the one that was asked for.
///
/// # Errors
/// [`Error::PreconditionFailed`] where it bears another one, or is not there.
pub(super) fn wanted_tag(
    if_match: Option<&TagCondition>,
    entry: Option<&Entry>,
) -> Result<Option<ETag>> {
    let Some(condition) = if_match else {
        return Ok(None);
    };
    let entry = entry.ok_or(Error::PreconditionFailed)?;
    let conditions = Conditions {
        if_match: Some(condition.clone()),
        ..Conditions::default()
    };
    match conditions.judge(entry.etag.as_ref(), None) {
        Verdict::Proceed => Ok(entry.etag.clone()),
        Verdict::NotModified | Verdict::PreconditionFailed => Err(Error::PreconditionFailed),
    }
}
