//! What is asked: the rows of the table. One for each route of each face; what it needs, and what is
//! answered to those who have it.

use onefold::domain::{Right, Scope};

pub(super) use super::rows_of_administration::ROWS as ADMINISTRATION;
pub(super) use super::rows_of_disks::ROWS as DISKS;
pub(super) use super::rows_of_files::ROWS as FILES;
pub(super) use super::rows_of_oneself::ROWS as ONESELF;

/// A way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Face {
    Web,
    Api,
    Dav,
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) face: Face,
    pub(super) method: &'static str,
    /// The address as the face's own table has it.
    pub(super) pattern: &'static str,
    pub(super) need: Need,
}

/// What somebody needs, and what he is answered then: any of these statuses.
#[derive(Clone, Copy, Debug)]
pub(super) enum Need {
    /// Nothing: nobody is asked who he is.
    Nothing(Question, &'static [u16]),
    /// Nothing; but a pass that is good for nothing is refused.
    NoVoid(Question, &'static [u16]),
    /// To be known; what is answered then is no matter of who asks.
    Known(Question, &'static [u16]),
    /// A right at a place.
    Right(Right, Address, Answers),
    /// To read a file; of a folder it is enough to see it. What is answered to whoever may read, and to whoever may
    /// only see.
    Bytes(Answers, Answers),
    /// The own account: to look at it, or (with a session alone) to change it.
    Own(Wish, Question, &'static [u16]),
    /// To administer.
    Office(Scope, Question, Reach),
}

/// What is to be done with the own account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    Look,
    /// Something of it, which leaves the session as it is.
    Change,
    /// Its sessions: asked with the session of somebody who needs it for nothing else.
    EndSessions,
}

/// Where the place stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// It is the root, whatever is asked.
    Root,
    /// In the address.
    Path,
    /// In the query; for accounts alone or not.
    Query { accounts_only: bool },
}

/// What is answered to those who may.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answers {
    pub(super) folder: &'static [u16],
    pub(super) file: &'static [u16],
    /// Of a folder that only mounts bring about.
    pub(super) virtual_folder: &'static [u16],
    pub(super) missing: &'static [u16],
}

/// A request that is about no place. What stands in braces is put in by the scene.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question {
    pub(super) target: &'static str,
    pub(super) body: Body,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Body {
    None,
    Json(&'static str),
    Form(&'static str),
}

/// What administrators are answered: of the server, of the tenant whose row is asked for, of the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    pub(super) server: u16,
    pub(super) here: u16,
    pub(super) there: u16,
}

impl Question {
    pub(super) const fn get(target: &'static str) -> Self {
        Self {
            target,
            body: Body::None,
        }
    }

    pub(super) const fn json(target: &'static str, body: &'static str) -> Self {
        Self {
            target,
            body: Body::Json(body),
        }
    }

    pub(super) const fn form(target: &'static str, body: &'static str) -> Self {
        Self {
            target,
            body: Body::Form(body),
        }
    }
}

impl Row {
    pub(super) const fn web(method: &'static str, pattern: &'static str, need: Need) -> Self {
        Self {
            face: Face::Web,
            method,
            pattern,
            need,
        }
    }

    pub(super) const fn api(method: &'static str, pattern: &'static str, need: Need) -> Self {
        Self {
            face: Face::Api,
            ..Self::web(method, pattern, need)
        }
    }

    pub(super) const fn dav(method: &'static str, pattern: &'static str, need: Need) -> Self {
        Self {
            face: Face::Dav,
            ..Self::web(method, pattern, need)
        }
    }
}

/// The whole table.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    let all = FILES.iter().chain(DISKS).chain(ONESELF);
    let all = all.chain(ADMINISTRATION);
    all.copied()
}
