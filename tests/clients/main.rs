//! Programs of others at work on the server: each does a full round over WebDAV with a drive of the simulator, and
//! what then lies in the drive, and what came back from it, is what was sent. `docs/WEBDAV.md` says which they are.
//!
//! - `installed`, `process`, `files`: the programs, one of them at work, and files on disk; as the simulator's own
//!   tests have them
//! - `stage`: a server with a drive that can be written, and somebody with a password for programs
//! - `sample`: the files that go round
//! - one file for each program

#[cfg(test)]
#[path = "../../graph-sim/tests/programs/files.rs"]
mod files;
#[cfg(test)]
#[path = "../../graph-sim/tests/programs/installed.rs"]
mod installed;
#[cfg(test)]
#[path = "../../graph-sim/tests/programs/process.rs"]
mod process;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod stage;

#[cfg(test)]
mod cadaver;
#[cfg(test)]
mod curl;
#[cfg(test)]
mod home_assistant;
#[cfg(test)]
mod npm_webdav;
#[cfg(test)]
mod rclone;
#[cfg(test)]
mod webdav4;

/// Where the scripts are, in this package.
#[cfg(test)]
const SCRIPTS: &str = "tests/clients";

/// Whether the distribution's program is on this machine, or need not be.
#[cfg(test)]
fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| folder.join(program).exists());
    if !found {
        installed::skip("clients");
    }
    found
}
