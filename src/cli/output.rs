//! The one place that prints.

use std::io::{self, Write};

use super::outcome::{Failure, Outcome};

/// Standard output and standard error. Whoever listens may stop listening: a broken pipe is no error.
#[derive(Debug)]
pub struct Output<O = io::Stdout, E = io::Stderr> {
    out: O,
    err: E,
}

impl Output {
    /// Those of the process.
    pub fn of_process() -> Self {
        Self::new(io::stdout(), io::stderr())
    }
}

impl<O: Write, E: Write> Output<O, E> {
    /// Prints to these.
    pub fn new(out: O, err: E) -> Self {
        Self { out, err }
    }

    /// A line for whoever runs the command, at once and not when the buffer is full.
    pub fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}", on_one_line(text));
        let _ = self.out.flush();
    }

    /// Text of our own making, laid out in lines: help and the version.
    pub fn text(&mut self, text: &str) -> Outcome {
        let _ = self.out.write_all(text.as_bytes());
        let _ = self.out.flush();
        Outcome::Done
    }

    /// The one line that tells a failure.
    pub fn failure(&mut self, failure: &Failure) -> Outcome {
        let _ = writeln!(self.err, "onefold: {}", on_one_line(&failure.to_string()));
        Outcome::Failed
    }

    /// Why the arguments make no sense.
    pub fn misuse(&mut self, text: &str) -> Outcome {
        let _ = self.err.write_all(text.as_bytes());
        Outcome::Misused
    }
}

/// Names and messages from outside can't write lines of their own, or turn the terminal.
fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use std::process::ExitCode;

    use super::*;

    #[test]
    fn a_failure_is_one_line_and_an_exit_code() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut output = Output::new(&mut out, &mut err);
        let failure = Failure::new("port 5244 is\ntaken", "choose another with --listen");
        let outcome = output.failure(&failure);
        assert_eq!(outcome, Outcome::Failed);
        assert!(out.is_empty());
        let line = String::from_utf8(err).expect("text");
        assert_eq!(
            line,
            "onefold: port 5244 is\\ntaken; choose another with --listen\n"
        );
        assert_eq!(ExitCode::from(outcome), ExitCode::from(1));
    }

    #[test]
    fn help_goes_to_standard_output_and_misuse_to_standard_error() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut output = Output::new(&mut out, &mut err);
        assert_eq!(output.text("Usage: …\n"), Outcome::Done);
        assert_eq!(output.misuse("error: …\n"), Outcome::Misused);
        output.line("listening on http://127.0.0.1:5244\u{1b}");
        let out = String::from_utf8(out).expect("text");
        assert_eq!(out, "Usage: …\nlistening on http://127.0.0.1:5244\\u{1b}\n");
        assert_eq!(err, "error: …\n".as_bytes());
        assert_eq!(ExitCode::from(Outcome::Misused), ExitCode::from(2));
    }
}
