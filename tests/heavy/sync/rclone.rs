//! rclone, as people run it against an ownCloud.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::program::{Program, Ran};
use crate::stage::{PASSWORD, USERNAME};

/// No run takes so long, whatever befalls it.
const LIMIT: Duration = Duration::from_mins(5);

/// The program, and the disk it writes to.
#[derive(Debug)]
pub(super) struct Rclone {
    program: PathBuf,
    url: String,
    password: String,
}

impl Rclone {
    /// It reaches the tree at `mount` through this address.
    pub(super) async fn of(program: PathBuf, address: SocketAddr, mount: &str) -> Self {
        let obscured = Program::of(&program, LIMIT).args(["obscure", PASSWORD]);
        let password = obscured.succeed().await.trim().to_owned();
        Self {
            program,
            url: format!("http://{address}/dav{mount}"),
            password,
        }
    }

    /// `{verb} {source} {disk}`, in one attempt.
    pub(super) async fn run(&self, verb: &str, source: &Path, more: &[&str]) -> Ran {
        let program = Program::of(&self.program, LIMIT)
            .args([verb])
            .args([source])
            .args([":webdav:"])
            .args(["--retries", "1", "--low-level-retries", "3"])
            .args(["--transfers", "8", "--checkers", "8"])
            .args(["--order-by", "size,mixed"])
            // What is listed is read on its way, so nobody is to press it together.
            .args(["--no-gzip-encoding", "--webdav-pacer-min-sleep", "1ms"])
            .args(more)
            .env("RCLONE_CONFIG", "/dev/null")
            .env("RCLONE_WEBDAV_URL", &self.url)
            .env("RCLONE_WEBDAV_VENDOR", "owncloud")
            .env("RCLONE_WEBDAV_USER", USERNAME)
            .env("RCLONE_WEBDAV_PASS", &self.password);
        program.run().await
    }
}
