//! A server in a process of its own, and what the kernel says about it.

use std::fs;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::net::TcpStream;

use crate::figures::{now, rest};

/// A process that serves. It is killed when dropped.
#[derive(Debug)]
pub(crate) struct Process(Child);

/// How long a server may take to listen.
const LONGEST_START: Duration = Duration::from_secs(20);

impl Process {
    /// Starts it; what it says to errors is passed on.
    pub(crate) fn start(command: &mut Command) -> Self {
        let child = command.stdin(Stdio::null()).spawn();
        Self(child.expect("the program starts"))
    }

    /// The first line that it prints, where its output is piped.
    pub(crate) fn first_line(&mut self) -> String {
        use std::io::{BufRead as _, BufReader};
        let output = self.0.stdout.take().expect("it is piped");
        let mut line = String::new();
        let read = BufReader::new(output).read_line(&mut line);
        read.expect("it says something");
        line
    }

    /// Waits until it listens.
    pub(crate) async fn wait_for(&mut self, address: SocketAddr) {
        let begun = now();
        while TcpStream::connect(address).await.is_err() {
            let ended = self.0.try_wait().expect("it is our child");
            assert!(ended.is_none(), "it has ended: {ended:?}");
            assert!(begun.elapsed() < LONGEST_START, "it does not listen");
            rest(Duration::from_millis(20)).await;
        }
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
        let ticks = ticks.map(|field| field.parse::<u64>().expect("a number"));
        Duration::from_millis(ticks.sum::<u64>() * 1_000 / TICKS_PER_SECOND)
    }

    fn status(&self, name: &str) -> u64 {
        let status = fs::read_to_string(self.proc("status")).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let kibibytes = kibibytes.and_then(|number| number.parse::<u64>().ok());
        kibibytes.expect("the kernel counts memory") * 1024
    }

    fn proc(&self, file: &str) -> String {
        format!("/proc/{}/{file}", self.0.id())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself, which its client has noticed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
