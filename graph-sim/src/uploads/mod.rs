//! Upload sessions: made at the Graph host, fed at the content host.
//!
//! - [`draft`]: a file while it is uploaded
//! - [`session`]: what a session is for, what has come, and what may come next
//! - [`registry`]: [`Uploads`], all sessions of a running simulator
//! - [`ticket`]: their URLs, made and checked
//! - [`content_range`]: which part of a file a request carries
//! - [`host`]: answering those URLs
//! - [`store`](mod@store): from the last byte to a file in a drive
//! - [`fault`]: errors of uploads

mod content_range;
mod draft;
pub(crate) mod fault;
mod host;
mod registry;
mod session;
mod store;
mod ticket;

pub use registry::{OpenUpload, UploadTally, Uploads};

pub(crate) use draft::Draft;
pub(crate) use host::{intake, progress, respond, route_name};
pub(crate) use session::{Destination, Plan, Session};
pub(crate) use store::{Committed, Delivery, adopt, store};
pub(crate) use ticket::{check as check_url, is_upload, url};
