//! From the socket to the hosts and back.
//!
//! - [`listen`]: accepting connections, each by its own task
//! - [`connection`]: HTTP/1.1 and HTTP/2 over a connection, with or without TLS
//! - [`gate`]: what all hosts share: journal, latency, faults
//! - [`intake`]: bodies while they come in
//! - [`meter`]: counting and breaking bodies on their way out
//! - [`message`]: requests and answers as the hosts see them

mod connection;
mod gate;
mod intake;
mod listen;
mod message;
mod meter;

pub(crate) use connection::{record_refusal, speak_by_name};
pub(crate) use intake::Intake;
pub(crate) use listen::{Door, Ground, Server, bind};
pub(crate) use message::{Body, Call, Defect, Members, Reply, empty, json, lacking, stream, text};
