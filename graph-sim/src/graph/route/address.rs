//! What an address says.

use http::Method;

/// What a request is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/$batch`
    Batch,
    Organization,
    Users,
    User(String),
    /// `/users/$count`
    UserCount,
    /// `/users/{user}/drives`
    DrivesOfUser(String),
    /// `/groups/{group}/drives`
    DrivesOfGroup(String),
    /// `/sites`, which must be searched.
    Sites,
    /// `/sites/getAllSites`
    AllSites,
    Site(SiteName, SiteFacet),
    Drive(DriveName, Asked),
    /// `/shares/{share}`; what it leads to is an item of a drive.
    Share(String),
    /// `/search/query`
    SearchQuery,
    Subscriptions,
    Subscription(String),
    /// `/subscriptions/{subscription}/reauthorize`
    Reauthorization(String),
    Nowhere(Stop),
}

impl Route {
    /// Whether a request of this method changes something. All but reading does, and of Graph's
    /// actions those that only look; what it takes to subscribe is a matter of its own.
    pub(crate) fn is_changed_by(&self, method: &Method) -> bool {
        let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
        let looks = matches!(
            self,
            Self::SearchQuery
                | Self::Subscriptions
                | Self::Subscription(_)
                | Self::Reauthorization(_)
                | Self::Drive(_, Asked::Item(_, Facet::Preview))
        );
        !reads && !looks
    }
}

/// Why an address leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// `/me`, which an application can't ask for.
    Me,
    /// Graph knows it, the simulator doesn't.
    Lacking,
    /// Graph doesn't know this segment.
    Unknown(String),
    /// A bad escape or text that is no UTF-8.
    Malformed,
}

/// How a site is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SiteName {
    /// `/sites/root`
    Root,
    /// `/sites/contoso.sharepoint.com`: the root site of that host.
    Host(String),
    /// `/sites/contoso.sharepoint.com:/sites/team`; the path is decoded and begins with a slash.
    Path { host: String, path: String },
    /// `host,collection,web`, or the GUID of the collection alone.
    Id(String),
}

/// What of a site is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SiteFacet {
    Itself,
    Drives,
    Permissions,
    Permission(String),
}

/// How a drive is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DriveName {
    Id(String),
    OfUser(String),
    /// The default library of a site.
    OfSite(SiteName),
    /// The default library of a group's site.
    OfGroup(String),
    /// The drive of the item that a share leads to.
    OfShare(String),
}

/// What of a drive is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Drive,
    Item(Place, Facet),
}

/// What of an item is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Facet {
    Itself,
    Children,
    Content,
    CreateUploadSession,
    Copy,
    /// With the token of `delta(token='x')`; one in the query is found there.
    Delta(Option<String>),
    PermanentDelete,
    /// With the text of `search(q='text')`.
    Search(String),
    Preview,
    Invite,
    CheckOut,
    CheckIn,
    CreateLink,
    Versions,
    Version(String, VersionFacet),
    Permissions,
    Permission(String),
    Thumbnails(ThumbnailPart),
}

/// What of an earlier version is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VersionFacet {
    Itself,
    Content,
    Restore,
}

/// Which of an item's thumbnails are asked for; sets and sizes by their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ThumbnailPart {
    /// All sets.
    All,
    Set(String),
    Size {
        set: String,
        size: String,
    },
    /// The picture itself.
    Content {
        set: String,
        size: String,
    },
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
    /// A special folder such as `approot`.
    Special(String),
    /// What a share leads to; which one, the drive's name says.
    Shared(String),
}

/// A part of an address that goes down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// `:/a/b:`, decoded but not yet split.
    Path(String),
    /// `/children('a')`: what is between the parentheses, decoded, quotes and all.
    Child(String),
}
