//! `onefold`: reads the arguments, does what they say, ends with an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    onefold::cli::run(std::env::args_os()).into()
}
