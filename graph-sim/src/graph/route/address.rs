//! What an address says.

/// What a request is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Organization,
    Users,
    User(String),
    Drive(DriveName, Asked),
    /// `/me`, which an application can't ask for.
    Me,
    /// Graph knows it, the simulator doesn't.
    Lacking,
    /// Graph doesn't know this segment.
    Unknown(String),
    /// A bad escape or text that is no UTF-8.
    Malformed,
}

/// How a drive is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DriveName {
    Id(String),
    OfUser(String),
}

/// What of a drive is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Drive,
    Item(Place, Facet),
}

/// What of an item is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Facet {
    Itself,
    Children,
    Content,
}

/// Where an item is: a start and the steps from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) start: Start,
    pub(crate) steps: Vec<Step>,
}

/// Where an address starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    Root,
    Item(String),
}

/// A part of an address that goes down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// `:/a/b:`, decoded but not yet split.
    Path(String),
    /// `/children('a')`: what is between the parentheses, decoded, quotes and all.
    Child(String),
}
