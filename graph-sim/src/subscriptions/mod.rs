//! Subscriptions: who is told that a drive has changed.
//!
//! Nothing is ever sent to another machine: addresses must be of the loopback network.
//!
//! - [`subscription`]: one of them
//! - [`registry`]: [`Subscriptions`], all of a running simulator
//! - [`callback`]: addresses that may be notified
//! - [`handshake`]: how an address proves itself
//! - [`parcel`]: what is to be sent
//! - [`courier`]: sending it, and again after a failure
//! - [`post`](mod@post): one request
//! - [`trust`]: TLS on this machine

mod callback;
mod courier;
mod handshake;
mod parcel;
mod post;
mod registry;
mod subscription;
mod trust;

pub use registry::{Delivery, OpenSubscription, Subscriptions};

pub(crate) use callback::{CallbackFault, CallbackUrl};
pub(crate) use courier::deliver_all;
pub(crate) use handshake::{HandshakeFault, shake_hands};
pub(crate) use subscription::Subscription;
