//! Programs of others, each bounded in time.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// A program to be run.
#[derive(Debug)]
pub(crate) struct Program(Command);

/// What a program has said, and with which code it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// None where a signal ended it.
    pub(crate) code: Option<i32>,
    /// What it said to whoever reads its answers.
    pub(crate) said: String,
    /// What it said beside that.
    pub(crate) beside: String,
}

impl Program {
    /// It is ended after so long a time, and killed soon after where it does not obey.
    pub(crate) fn of(program: impl AsRef<OsStr>, limit: Duration) -> Self {
        let mut command = Command::new("timeout");
        command
            .args(["--kill-after=5", &limit.as_secs().to_string()])
            .arg(program)
            .stdin(Stdio::null());
        Self(command)
    }

    #[must_use]
    pub(crate) fn args<A: AsRef<OsStr>>(mut self, all: impl IntoIterator<Item = A>) -> Self {
        self.0.args(all);
        self
    }

    #[must_use]
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(name, value);
        self
    }

    /// Runs it to its end.
    pub(crate) async fn run(self) -> Ran {
        let mut command = self.0;
        let output = tokio::task::spawn_blocking(move || command.output()).await;
        let output = output.expect("it only waits").expect("it starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran {
            code: output.status.code(),
            said: text(&output.stdout),
            beside: text(&output.stderr),
        }
    }

    /// Runs it to a good end, and says what it said.
    pub(crate) async fn succeed(self) -> String {
        let ran = self.run().await;
        assert_eq!(ran.code, Some(0), "{}\n{}", ran.said, ran.beside);
        ran.said
    }
}

/// One of the programs of `graph-sim/tests/programs`, which `scripts/setup.sh programs` installs.
pub(crate) fn installed(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join(".tools/programs/bin").join(name);
    found(path.exists().then_some(path), name)
}

/// A program of the system's, which `scripts/setup.sh disks` installs.
pub(crate) fn of_system(name: &str) -> Option<PathBuf> {
    let folders = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin", "/sbin"];
    let paths = folders.map(|folder| Path::new(folder).join(name));
    found(paths.into_iter().find(|path| path.exists()), name)
}

/// What can be installed is not left out under `ONEFOLD_CI`.
fn found(path: Option<PathBuf>, name: &str) -> Option<PathBuf> {
    if path.is_none() {
        let must = std::env::var_os("ONEFOLD_CI").is_some();
        assert!(!must, "there is no {name}: scripts/setup.sh installs it");
        leave_out(&format!("there is no {name}"));
    }
    path
}

/// Says that a case is left out, and why: for what no installation can give to this machine.
#[expect(clippy::print_stdout, reason = "whoever runs the cases is to know")]
pub(crate) fn leave_out(why: &str) {
    println!("left out: {why}");
}
