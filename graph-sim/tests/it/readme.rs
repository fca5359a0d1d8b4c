//! The commands of `README.md`, executed in order; each must print what is shown below it.

use std::fmt::Write as _;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// The ports the README uses; the test takes free ones in their place.
const PORTS: [&str; 5] = ["7001", "7002", "7003", "7004", "7005"];
/// What a stranger's environment may hold and this test must not.
const PROXIES: [&str; 8] = [
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
];
/// What the shell prints after each block.
const END: &str = "-- end of block --\n";

/// Commands, and what they print if the README says so.
struct Step {
    commands: String,
    printed: Option<String>,
}

/// The fenced blocks of a text with their languages.
fn blocks(text: &str) -> Vec<(&str, String)> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let body = lines.by_ref().take_while(|line| *line != "```");
            let body = body.flat_map(|line| [line, "\n"]).collect();
            blocks.push((language, body));
        }
    }
    blocks
}

fn steps(readme: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (language, body) in blocks(readme) {
        match (language, steps.last_mut()) {
            ("sh", _) => steps.push(Step {
                commands: body,
                printed: None,
            }),
            ("text", Some(step)) => step.printed = Some(body),
            _ => {}
        }
    }
    steps
}

fn free_ports() -> [String; 5] {
    let sockets = PORTS.map(|_| TcpListener::bind("127.0.0.1:0").unwrap());
    sockets.map(|socket| socket.local_addr().unwrap().port().to_string())
}

#[test]
fn each_command_of_the_readme_prints_what_is_shown_below_it() {
    let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut readme = fs::read_to_string(crate_root.join("README.md")).unwrap();
    for (port, free) in PORTS.into_iter().zip(free_ports()) {
        readme = readme.replace(port, &free);
    }
    let steps = steps(&readme);
    assert!(steps.len() > 8, "the README has commands");
    // The program is built already, and whatever is started must end with the shell.
    let mut script = String::from(
        "set -euo pipefail\n\
         trap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n\
         cargo() { shift 4; exec \"$GRAPH_SIM\" \"$@\"; }\n",
    );
    for step in &steps {
        write!(script, "{}printf '%s' '{END}'\n", step.commands).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    symlink(crate_root, folder.path().join("graph-sim")).unwrap();
    let mut shell = Command::new("timeout");
    shell.args(["60", "bash", "-c", &script]);
    shell.env("GRAPH_SIM", env!("CARGO_BIN_EXE_graph-sim"));
    for name in PROXIES {
        shell.env_remove(name);
    }
    let output = shell.current_dir(folder.path()).output().unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    let printed = String::from_utf8(output.stdout).unwrap();
    let printed: Vec<_> = printed.split_terminator(END).collect();
    for (step, printed) in steps.iter().zip(&printed) {
        let expected = step.printed.as_deref().unwrap_or_default();
        assert_eq!(*printed, expected, "{}{complaints}", step.commands);
    }
    assert!(output.status.success(), "{printed:?}\n{complaints}");
    assert_eq!(printed.len(), steps.len(), "{complaints}");
}
