//! What this face promises to programs.

mod bodies;
mod document;
mod passes;
mod problems;
mod refusals;
