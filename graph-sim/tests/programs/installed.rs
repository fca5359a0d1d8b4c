//! What `scripts/setup.sh programs` has installed. The tests of the server use it as well (`tests/clients`).

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the programs are.
#[derive(Clone, Debug)]
pub(crate) struct Installed {
    /// Where the scripts of these tests are, and the packages of JavaScript.
    scripts: PathBuf,
    /// Python's environment, where rclone is, too.
    bin: PathBuf,
    /// Node.js, which is not in it.
    node: &'static str,
}

impl Installed {
    /// Nothing where they were not installed, and need not be: `ONEFOLD_CI=1` wants all of them. `scripts` is a folder
    /// of the package that is being tested.
    pub(crate) fn find(scripts: &str) -> Option<Self> {
        let folder = repository().join(".tools/programs");
        if folder.join(".installed").exists() {
            let bin = folder.join("bin");
            return Some(Self {
                scripts: package().join(scripts),
                bin,
                node: "node",
            });
        }
        skip("programs");
        None
    }

    pub(crate) fn rclone(&self) -> Command {
        Command::new(self.bin.join("rclone"))
    }

    /// Python with the packages of `python/requirements.txt`, about to run one of the scripts beside it.
    pub(crate) fn python(&self, script: &str) -> Command {
        let mut command = Command::new(self.bin.join("python"));
        command.arg(self.scripts.join("python").join(script));
        command
    }

    /// Node.js, about to run one of the scripts beside the packages of `javascript/package-lock.json`.
    pub(crate) fn node(&self, script: &str) -> Command {
        let mut command = Command::new(self.node);
        command.arg(self.scripts.join("javascript").join(script));
        command
    }
}

/// Says what is missing, or fails where it must not be.
pub(crate) fn skip(need: &str) {
    let must = env::var_os("ONEFOLD_CI").is_some_and(|value| value == "1");
    assert!(!must, "scripts/setup.sh {need} has not been run");
    println!("SKIPPED: run scripts/setup.sh {need} first");
}

/// The top of the repository.
pub(crate) fn repository() -> &'static Path {
    let is_top = |folder: &&Path| folder.join("scripts/setup.sh").exists();
    let mut folders = package().ancestors();
    folders.find(is_top).expect("it lies in the repository")
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
