//! What this face promises to programs.

mod bodies;
mod document;
mod options;
mod passes;
mod problems;
mod refusals;
