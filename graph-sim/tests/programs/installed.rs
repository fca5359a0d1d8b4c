//! What `scripts/setup.sh programs` has installed.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the programs are.
#[derive(Clone, Debug)]
pub(crate) struct Installed {
    /// Python's environment, where rclone is, too.
    bin: PathBuf,
    /// Node.js, which is not in it.
    node: &'static str,
}

impl Installed {
    /// Nothing where they were not installed, and need not be: `ONEFOLD_CI=1` wants all of them.
    pub(crate) fn find() -> Option<Self> {
        let folder = repository().join(".tools/programs");
        if folder.join(".installed").exists() {
            let bin = folder.join("bin");
            return Some(Self { bin, node: "node" });
        }
        let must = env::var_os("ONEFOLD_CI").is_some_and(|value| value == "1");
        assert!(!must, "scripts/setup.sh programs has not been run");
        println!("SKIPPED: run scripts/setup.sh programs first");
        None
    }

    pub(crate) fn rclone(&self) -> Command {
        Command::new(self.bin.join("rclone"))
    }

    /// Python with the packages of `python/requirements.txt`, about to run one of the scripts beside it.
    pub(crate) fn python(&self, script: &str) -> Command {
        let mut command = Command::new(self.bin.join("python"));
        command.arg(scripts().join("python").join(script));
        command
    }

    /// Node.js, about to run one of the scripts beside the packages of `javascript/package-lock.json`.
    pub(crate) fn node(&self, script: &str) -> Command {
        let mut command = Command::new(self.node);
        command.arg(scripts().join("javascript").join(script));
        command
    }
}

/// The top of the repository.
pub(crate) fn repository() -> &'static Path {
    let member = Path::new(env!("CARGO_MANIFEST_DIR"));
    member.parent().expect("it is a member of a workspace")
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs")
}
