//! A program at work; those of the server's tests, too (`tests/clients`).

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long any of them may take.
const LONGEST: Duration = Duration::from_mins(4);

/// What a program has said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl Ended {
    /// What it has printed, if it is content.
    #[track_caller]
    pub(crate) fn well(self) -> String {
        let Self {
            status,
            output,
            errors,
        } = self;
        assert!(status.success(), "{status}\n{output}\n{errors}");
        output
    }
}

/// Lets a program run to its end in `folder`; whoever leaves meanwhile takes it along.
pub(crate) async fn run(mut command: Command, folder: &Path) -> Ended {
    let papers = tempfile::tempdir().expect("a folder");
    let (output, errors) = (papers.path().join("output"), papers.path().join("errors"));
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(File::create(&output).expect("the folder is ours"))
        .stderr(File::create(&errors).expect("the folder is ours"));
    let name = format!("{command:?}");
    let process = Process(
        command
            .spawn()
            .unwrap_or_else(|error| panic!("{name}: {error}")),
    );
    let waiting = tokio::task::spawn_blocking(move || process.wait());
    let status = waiting.await.expect("it only waits");
    let read = |path| String::from_utf8_lossy(&fs::read(path).expect("it was made")).into_owned();
    let (output, errors) = (read(&output), read(&errors));
    Ended {
        status: status.unwrap_or_else(|| panic!("{name} does not end\n{output}\n{errors}")),
        output,
        errors,
    }
}

/// It does not outlive whoever started it.
struct Process(Child);

impl Process {
    #[expect(
        clippy::disallowed_methods,
        reason = "a process lives in the world's time"
    )]
    fn wait(mut self) -> Option<ExitStatus> {
        let begun = Instant::now();
        while begun.elapsed() < LONGEST {
            if let Some(status) = self.0.try_wait().expect("it is our child") {
                return Some(status);
            }
            std::thread::park_timeout(Duration::from_millis(10));
        }
        None
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended can't be killed, and need not.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
