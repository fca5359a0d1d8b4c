//! What this face promises to programs.

mod bodies;
mod document;
mod problems;
mod refusals;
