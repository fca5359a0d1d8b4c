//! The control listener: the simulator's own interface for other processes.
//!
//! - `GET /healthz` · `GET /journal` · `DELETE /journal`
//! - `POST /faults` (see [`order`]) · `DELETE /faults`
//! - `POST /clock` `{"advance_seconds": n}` or `{"set": "2026-11-21T00:00:00Z"}`
//! - `GET /uploads`: the sessions that are open, and how the others ended
//! - `GET /meter`: what each application has used (see [`usage`]) · `DELETE /meter` forgets it and ends all
//!   pauses
//! - `POST /world`: changes of the world (see [`world`])
//! - `GET /switches` · `PATCH /switches` with the switches to change

mod host;
mod order;
mod patch;
mod usage;
mod world;

pub(crate) use host::respond;
