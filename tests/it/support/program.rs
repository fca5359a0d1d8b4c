//! The program itself, as people run it.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use graph_sim::{Options, Sim, World};
use tempfile::TempDir;

use super::house::configure;
use super::{Actor, House, Org};

/// A folder with a configuration over a simulator, where the program can be run.
#[derive(Debug)]
pub(crate) struct Premises {
    pub(crate) sim: Sim,
    pub(crate) orgs: Vec<Org>,
    folder: TempDir,
}

/// A server that runs as a process of its own. It is killed when dropped.
#[derive(Debug)]
pub(crate) struct Running {
    process: Process,
    log: JoinHandle<String>,
    output: JoinHandle<String>,
    url: String,
}

/// A process that does not outlive whoever started it, however he ends.
#[derive(Debug)]
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // One that has ended can't be killed, and need not.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// How a server ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) log: String,
    /// What it has said on its standard output since it said where it listens.
    pub(crate) output: String,
}

impl Premises {
    /// Organizations with these keys, Ada's drive of each mounted; `settings` is more top-level YAML.
    pub(crate) async fn of(keys: &[&'static str], settings: &str) -> Self {
        let mut world = World::new(1);
        let orgs: Vec<_> = keys.iter().map(|key| Org::add(&mut world, key)).collect();
        for org in &orgs {
            org.drive(&mut world)
                .add_file("/a.txt", "abc", World::BEGINNING);
        }
        let sim = Sim::start(world, Options::default())
            .await
            .expect("loopback has free ports");
        let mut mounts = String::new();
        for key in keys {
            let source = format!("source: {{ user: ada@{key}.example }}");
            let _ = writeln!(mounts, "  /{key}/ada: {{ tenant: {key}, {source} }}");
        }
        let folder = TempDir::new().expect("a temporary folder");
        let settings = format!("{settings}\n");
        let _ = configure(&sim, &orgs, &mounts, &settings, &folder);
        let premises = Self { sim, orgs, folder };
        premises.write("password", House::PASSWORD);
        premises
    }

    /// A file of the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("the folder is ours");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("it was written")
    }

    /// The program with arguments, to be run in the folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onefold"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments)
            .output()
            .expect("the program starts")
    }

    /// Makes the administrator that [`sign_in`](Self::sign_in) signs in.
    pub(crate) fn create_administrator(&self) {
        let line = "admin create root --password-file password --config config.yaml";
        let arguments: Vec<_> = line.split(' ').collect();
        let output = self.run(&arguments);
        assert!(output.status.success(), "{output:?}");
    }

    /// Starts a server and waits until it says where it listens.
    pub(crate) fn serve(&self) -> Running {
        Running::start(self.command(&["serve", "--config", "config.yaml"]))
    }

    /// The same, with more in its environment.
    pub(crate) fn serve_with(&self, environment: &[(&str, &str)]) -> Running {
        let mut command = self.command(&["serve", "--config", "config.yaml"]);
        command.envs(environment.iter().copied());
        Running::start(command)
    }

    /// The same, for a process that may have this many open files and connections.
    #[cfg(unix)]
    pub(crate) fn serve_with_descriptors(&self, most: u32) -> Running {
        let serve = self.command(&["serve", "--config", "config.yaml"]);
        let mut shell = Command::new("/bin/sh");
        let script = format!("ulimit -n {most}; exec \"$@\"");
        shell
            .args(["-c", &script, "sh"])
            .arg(serve.get_program())
            .args(serve.get_args())
            .current_dir(self.folder.path())
            .env_clear()
            .stdin(Stdio::null());
        Running::start(shell)
    }

    /// Starts the demo in a folder and waits until it says where it listens.
    pub(crate) fn demo(&self, folder: &str) -> Running {
        Running::start(self.command(&Self::demo_in(folder)))
    }

    /// The arguments of a demo in a folder.
    pub(crate) const fn demo_in(folder: &str) -> [&str; 5] {
        ["demo", "--listen", "127.0.0.1:0", "--data-dir", folder]
    }

    pub(crate) async fn sign_in(&self, server: &Running) -> Actor {
        Actor::sign_in(server.url().to_owned(), House::USERNAME, House::PASSWORD).await
    }
}

impl Running {
    fn start(mut command: Command) -> Self {
        let child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut process = Process(child);
        let log = read_to_end(process.0.stderr.take().expect("it is piped"));
        let mut line = String::new();
        let mut output = BufReader::new(process.0.stdout.take().expect("it is piped"));
        output.read_line(&mut line).expect("it speaks");
        let url = line.trim().strip_prefix("listening on ");
        let url = url.expect("it says where it listens").to_owned();
        Self {
            process,
            log,
            output: read_to_end(output),
            url,
        }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Asks it to look at its files again.
    #[cfg(unix)]
    pub(crate) fn hang_up(&self) {
        let id = self.process.0.id().to_string();
        let asked = Command::new("kill").args(["-HUP", &id]).status();
        assert!(asked.expect("there is `kill`").success());
    }

    /// Ends it as the machine's power would.
    pub(crate) fn kill(mut self) {
        self.process.0.kill().expect("it still runs");
    }

    /// Asks it to stop, and waits; `None` if it has not stopped in time, and then it is killed.
    pub(crate) fn stop(self, patience: Duration) -> Option<Ended> {
        let Self {
            mut process,
            log,
            output,
            ..
        } = self;
        let id = process.0.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        assert!(asked.expect("there is `kill`").success());
        let (ended, waiting) = mpsc::channel();
        std::thread::spawn(move || ended.send(process.0.wait()));
        let Ok(status) = waiting.recv_timeout(patience) else {
            let _ = Command::new("kill").args(["-KILL", &id]).status();
            return None;
        };
        let code = status.expect("it is our child").code();
        let [log, output] = [log, output].map(|text| text.join().expect("it only reads"));
        Some(Ended { code, log, output })
    }
}

/// All that comes, read beside everything else so that nobody waits for a full pipe.
fn read_to_end(mut pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = Vec::new();
        let _ = pipe.read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    })
}
