//! Microsoft Graph and login over HTTP, and nothing about drives as a product.
//!
//! [`Client`] makes typed calls as one application of one directory; it holds the one token cache of
//! that application. [`Transport`] is the only place that builds HTTP clients and sends; it is shared
//! by all applications. Wire shapes are tolerant: unknown fields and facets are ignored, since
//! Microsoft adds them at will.

mod address;
mod assertion;
mod attempt;
mod budget;
mod call;
mod calls;
mod change;
mod client;
mod cloud;
mod content;
mod copying;
mod credential;
mod error;
mod extent;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod login;
mod login_refusal;
mod observe;
mod pages;
mod refusal;
#[cfg(test)]
mod rehearsal;
mod retry;
mod retry_after;
mod token;
mod transport;
mod trusted;
mod upload;
mod walk;
mod wire;

pub use address::ItemAddress;
pub use assertion::SigningCertificate;
pub use budget::{Budget, Limits};
pub use calls::{Calls, Delta, Site};
pub use change::{ItemChange, NewContent, NewFolder, WrittenItem};
pub use client::{Client, ClientParts, for_tenant};
pub use cloud::{Cloud, CloudError, HostPattern};
pub use content::{Content, Expected};
pub use copying::{CopyRequest, CopyStarted, CopyStatus};
pub use credential::{Credential, Credentials, Promotion};
pub use error::{Error, ErrorKind, LARGEST_FILE};
pub use login::{Application, OpenIdConfiguration};
pub use pages::Pages;
pub use refusal::reaches_granted_sites_only;
pub use token::Token;
pub use transport::{Transport, TransportError, TransportOptions};
pub use trusted::{MonitorUrl, UploadUrl};
pub use upload::{ExpectedRange, Fragment, Piece, SessionRequest, UploadSession, UploadStatus};
pub use wire::{Drive, DriveItem, Organization, RemoteItem};
