//! What this face promises to programs.

mod bodies;
mod document;
<<<<<<< ours
mod passes;
=======
mod options;
>>>>>>> theirs
mod problems;
mod refusals;
