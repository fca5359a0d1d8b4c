//! The control listener: the simulator's own interface for other processes.
//!
//! - `GET /healthz` · `GET /journal` · `DELETE /journal`
//! - `POST /faults` (see [`order`]) · `DELETE /faults`
//! - `POST /clock` `{"advance_seconds": n}` or `{"set": "2026-11-21T00:00:00Z"}`
//! - `GET /uploads`: the sessions that are open, and how the others ended
//! - `GET /switches` · `PATCH /switches` with the switches to change

mod host;
mod order;
mod patch;

pub(crate) use host::respond;
