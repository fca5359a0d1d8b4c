//! The server in a process of its own, and what the kernel says about it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// `onefold serve`. It is killed when dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    /// Where it listens, without a slash at the end.
    pub(crate) url: String,
}

impl Process {
    /// Starts the server and waits until it listens.
    pub(crate) fn start(config: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_onefold"))
            .args(["serve", "--config"])
            .arg(config)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut line = String::new();
        let output = child.stdout.take().expect("it is piped");
        BufReader::new(output)
            .read_line(&mut line)
            .expect("it says where it listens");
        let url = line.trim().strip_prefix("listening on ");
        let url = url.expect("it says where it listens").to_owned();
        Self { child, url }
    }

    /// Memory that it holds now, in bytes.
    pub(crate) fn resident(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// The most that it has held since [`Process::forget_peak`], in bytes.
    pub(crate) fn peak(&self) -> u64 {
        self.status("VmHWM:")
    }

    /// Lets the peak begin anew at what is held now (Linux, proc(5), `clear_refs`).
    pub(crate) fn forget_peak(&self) {
        fs::write(self.proc("clear_refs"), "5").expect("the process is ours");
    }

    /// Processor time it has used, its own and the kernel's on its behalf.
    pub(crate) fn processor_time(&self) -> Duration {
        /// Fixed for programs, whatever the kernel's own beat is (Linux, time(7)).
        const TICKS_PER_SECOND: u64 = 100;
        let stat = fs::read_to_string(self.proc("stat")).expect("it runs");
        let (_, fields) = stat.rsplit_once(") ").expect("the name ends");
        // Fields 14 and 15, counted from the state, which is field 3 (Linux, proc(5)).
        let ticks = fields.split(' ').skip(11).take(2);
        let ticks: u64 = ticks
            .map(|field| field.parse::<u64>().expect("a number"))
            .sum();
        Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND)
    }

    /// What of it came after `before` was read.
    pub(crate) fn processor_time_since(&self, before: Duration) -> Duration {
        self.processor_time().saturating_sub(before)
    }

    /// Ends it as the machine's power would, and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it still runs");
        self.child.wait().expect("it is our child");
    }

    fn status(&self, name: &str) -> u64 {
        let status = fs::read_to_string(self.proc("status")).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let kibibytes: u64 = kibibytes
            .and_then(|number| number.parse().ok())
            .expect("the kernel counts memory");
        kibibytes * 1024
    }

    fn proc(&self, file: &str) -> String {
        format!("/proc/{}/{file}", self.child.id())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself, which its test has noticed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
