//! Cases that take minutes or gigabytes: `make test-heavy`.
//!
//! The real binary runs in a process of its own, so that its memory and its time are measured alone;
//! the simulator and the clients live here. Each case ends by printing its figures as Markdown.

mod client;
mod contents;
mod dice;
mod figures;
mod ground;
mod process;
mod program;
mod stage;
mod stopwatch;
mod sums;

mod disks;
mod large_file;
mod large_folder;
mod load;
mod passes;
mod soak;
mod sync;
mod throttling;
mod uploads;
