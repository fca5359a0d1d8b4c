//! Where a fault strikes, and who notices.

use graph_sim::{Fault, Listener};

/// The calls to Microsoft, in the order in which a visitor's first request needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Token,
    DriveLookup,
    FirstPage,
    LaterPage,
    Stat,
    DownloadUrl,
    Body,
}

/// The ways in. `D` redirects at all stages but that of the body, where the mount is proxied; a disk gets so small a file
/// through the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    Web,
    Api,
    D,
    P,
    Dav,
}

/// Whether a fault strikes one call or goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Often {
    Once,
    Always,
}

impl Stage {
    pub(super) const ALL: [Self; 7] = [
        Self::Token,
        Self::DriveLookup,
        Self::FirstPage,
        Self::LaterPage,
        Self::Stat,
        Self::DownloadUrl,
        Self::Body,
    ];

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Token => "Token",
            Self::DriveLookup => "Drive lookup",
            Self::FirstPage => "The first page of a listing",
            Self::LaterPage => "A later page of a listing",
            Self::Stat => "Description of a file",
            Self::DownloadUrl => "Download URL",
            Self::Body => "Bytes",
        }
    }

    /// What is asked for, and what is known before.
    pub(super) const fn setting(self) -> &'static str {
        match self {
            Self::Token => {
                "The token has expired; the drive is known. Asked for a folder, and for a file's bytes."
            }
            Self::DriveLookup => {
                "The mount has never been opened. Asked for a folder, and for a file's bytes."
            }
            Self::FirstPage => {
                "The drive is known, the folder is not. It has three pages, and the first is struck."
            }
            Self::LaterPage => "The same folder, and its third page is struck.",
            Self::Stat => {
                "The drive is known, the file is not. Asked for its page, its entry and its properties."
            }
            Self::DownloadUrl => {
                "The drive is known, the file is not. Asked for its bytes, by a redirect (`/d`) and through the server (`/p`, and a disk, since the file is small)."
            }
            Self::Body => {
                "The URL is known and young, so that the content host is asked at once; `/d` is that of a proxied mount."
            }
        }
    }

    pub(super) const fn doors(self) -> &'static [Door] {
        match self {
            Self::Token | Self::DriveLookup => &[Door::Web, Door::Api, Door::D, Door::P, Door::Dav],
            Self::FirstPage | Self::LaterPage | Self::Stat => &[Door::Web, Door::Api, Door::Dav],
            Self::DownloadUrl | Self::Body => &[Door::D, Door::P, Door::Dav],
        }
    }

    /// Whose calls are struck.
    pub(super) const fn listener(self) -> Listener {
        match self {
            Self::Token => Listener::Login,
            Self::Body => Listener::Content,
            _ => Listener::Graph,
        }
    }

    /// The struck calls: the first of them, or all from it on.
    pub(super) fn struck(self, often: Often) -> Fault {
        let (path, first) = match self {
            Self::Token => ("/oauth2/v2.0/token$", 1),
            Self::DriveLookup => ("/drive$", 1),
            Self::FirstPage => ("/children$", 1),
            Self::LaterPage => ("/children$", 3),
            Self::Stat | Self::DownloadUrl | Self::Body => ("", 1),
        };
        often.from(Fault::on(self.listener()).path_matches(path), first)
    }
}

impl Often {
    pub(super) const BOTH: [Self; 2] = [Self::Once, Self::Always];

    /// The `first` matching call, alone or with all that follow.
    pub(super) fn from(self, fault: Fault, first: u64) -> Fault {
        match self {
            Self::Once => fault.nth(first),
            Self::Always => fault.nth(first).always(),
        }
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Always => "always",
        }
    }
}

impl Door {
    pub(super) const ALL: [Self; 5] = [Self::Web, Self::Api, Self::D, Self::P, Self::Dav];

    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Api => "api",
            Self::D => "d",
            Self::P => "p",
            Self::Dav => "dav",
        }
    }
}
