//! Programs of others at work on the simulator: rclone, Microsoft's clients and those of other authors do what
//! their users do, and find nothing that Microsoft would not have said. What each did, and what was seen of it,
//! is a table in `docs/SIMULATOR.md`; `UPDATE=1 cargo test -p graph-sim --test programs` makes it anew.
//!
//! - `installed`: where `scripts/setup.sh programs` has put them
//! - `process`: one of them at work, bounded in time
//! - `stage`: a small organization on a simulator that has Microsoft's names
//! - `files`: files on this machine's disk, some with names that few programs expect
//! - `run`: what a program did, step by step, and the paper it is written on

#[cfg(test)]
mod files;
#[cfg(test)]
mod installed;
#[cfg(test)]
mod process;
#[cfg(test)]
mod rclone;
#[cfg(test)]
mod run;
#[cfg(test)]
mod scripts;
#[cfg(test)]
mod stage;

/// Where the scripts are, in this package.
#[cfg(test)]
const SCRIPTS: &str = "tests/programs";
