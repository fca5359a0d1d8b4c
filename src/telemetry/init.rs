//! Setting up the log.

use std::io;

use tracing::subscriber::SetGlobalDefaultError;
use tracing::{Level, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{Layer as _, Registry, fmt};

use super::escape::Escaping;
use super::panics::log_panics;

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// What is written, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The least important level of ours that is still written.
    pub level: Level,
    /// How.
    pub format: Format,
}

/// Writes the events of the whole process to standard error from now on, its panics among them. Fails
/// where it was called before.
pub fn init(settings: Settings) -> Result<(), SetGlobalDefaultError> {
    tracing::subscriber::set_global_default(subscriber(settings, io::stderr))?;
    log_panics();
    Ok(())
}

fn subscriber<W: io::Write + 'static>(
    settings: Settings,
    writer: impl Fn() -> W + Send + Sync + 'static,
) -> impl Subscriber + Send + Sync {
    let writer = move || Escaping::new(writer());
    let layer = match settings.format {
        Format::Text => fmt::layer::<Registry>()
            .with_ansi(false)
            .with_writer(writer)
            .boxed(),
        Format::Json => fmt::layer::<Registry>()
            .json()
            .flatten_event(true)
            .with_writer(writer)
            .boxed(),
    };
    tracing_subscriber::registry().with(layer.with_filter(targets(settings.level)))
}

/// Other crates speak at `warn` at most, whatever our level: at `debug`, HTTP and database crates
/// print headers and parameters, and with them secrets.
fn targets(level: Level) -> Targets {
    let ours = LevelFilter::from_level(level);
    Targets::new()
        .with_default(ours.min(LevelFilter::WARN))
        .with_target("onefold", ours)
        .with_target("graph_sim", ours)
}

#[cfg(test)]
mod tests {
    use std::panic;
    use std::sync::{Arc, Mutex};
    use std::thread;

    use super::*;
    use crate::telemetry::panics::report;

    const HOSTILE: &str = "a\nERROR forged\u{1b}[31m\u{85}\u{202e}gpj";

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0
                .lock()
                .expect("no test panics while writing")
                .extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(settings: Settings, work: impl FnOnce()) -> String {
        let lines = Lines::default();
        let writer = lines.clone();
        tracing::subscriber::with_default(subscriber(settings, move || writer.clone()), work);
        let bytes = lines
            .0
            .lock()
            .expect("no test panics while writing")
            .clone();
        String::from_utf8(bytes).expect("lines are text")
    }

    fn hostile() {
        let name = HOSTILE;
        tracing::info!(path = %name, user = name, "opened {name}");
        tracing::debug!("not written");
        tracing::info!(target: "hyper", "not written");
        tracing::warn!(target: "hyper", "written");
    }

    #[test]
    fn a_hostile_name_stays_on_its_line_as_text() {
        let format = Format::Text;
        let text = logged(
            Settings {
                level: Level::INFO,
                format,
            },
            hostile,
        );
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(lines[0].contains(r"opened a\u000aERROR forged"), "{text}");
        assert!(lines[1].contains("written"), "{text}");
        let hidden = |character: char| character.is_control() || character == '\u{202e}';
        assert!(!lines.concat().contains(hidden), "{text:?}");
    }

    #[test]
    fn a_hostile_name_stays_one_value_of_json() {
        let format = Format::Json;
        let text = logged(
            Settings {
                level: Level::INFO,
                format,
            },
            hostile,
        );
        assert_eq!(text.lines().count(), 2, "{text}");
        let line = text.lines().next().expect("a line");
        let value: serde_json::Value = serde_json::from_str(line).expect("it is JSON");
        assert_eq!(value["path"], HOSTILE);
        assert_eq!(value["level"], "INFO");
        assert!(!line.contains('\u{202e}'), "{text:?}");
    }

    /// Panics on this thread under the hook of the program. Panics of other tests are still told by the hook
    /// that was there, or nobody would learn why they failed.
    fn panics() {
        let mine = thread::current().id();
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |one| {
            if thread::current().id() == mine {
                report(one);
            } else {
                before(one);
            }
        }));
        let caught = panic::catch_unwind(|| panic!("no {HOSTILE}"));
        assert!(caught.is_err());
    }

    #[test]
    fn a_panic_stays_on_its_line_as_text() {
        let format = Format::Text;
        let level = Level::ERROR;
        let text = logged(Settings { level, format }, panics);
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.contains("ERROR onefold::telemetry"), "{text}");
        assert!(text.contains(r"panicked: no a\u000aERROR forged"), "{text}");
        assert!(text.contains("location=src/telemetry/init.rs:"), "{text}");
        let hidden = |character: char| character.is_control() || character == '\u{202e}';
        assert!(!text.trim_end().contains(hidden), "{text:?}");
    }

    #[test]
    fn a_panic_stays_one_object_of_json() {
        let format = Format::Json;
        let level = Level::ERROR;
        let text = logged(Settings { level, format }, panics);
        assert_eq!(text.lines().count(), 1, "{text}");
        let value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(value["message"], format!("panicked: no {HOSTILE}"));
        assert_eq!(value["level"], "ERROR");
    }
}
