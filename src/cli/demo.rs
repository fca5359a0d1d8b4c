//! `onefold demo`: the demo world, until it is asked to stop.

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;

use serde_json::json;

use crate::app;
use crate::config::{LogFormat, LogSettings};
use crate::demo::{Demo, DemoError};

use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::run::{cannot_start, wait_for_the_end};

/// Starts the demo and says where it is.
pub(super) async fn run<O: Write, E: Write>(
    listen: SocketAddr,
    data_dir: &Path,
    as_json: bool,
    output: &mut Output<O, E>,
) -> Result<Outcome, Failure> {
    app::start_log(LogSettings {
        level: tracing::Level::WARN,
        format: LogFormat::Text,
    });
    let demo = Demo::start(listen, data_dir)
        .await
        .map_err(|error| cannot_demonstrate(&error))?;
    if as_json {
        tell_programs(&demo, output);
    } else {
        tell_people(&demo, output);
    }
    wait_for_the_end().await?;
    demo.stop().await;
    Ok(Outcome::Done)
}

fn tell_programs<O: Write, E: Write>(demo: &Demo, output: &mut Output<O, E>) {
    let simulator: serde_json::Map<_, _> = demo
        .simulator()
        .into_iter()
        .map(|(name, url)| (name.to_owned(), json!(url)))
        .collect();
    let line = json!({
        "url": demo.url(),
        "username": demo.username(),
        "password": demo.password().expose(),
        "config": demo.config(),
        "simulator": simulator,
    });
    output.line(&line.to_string());
}

fn tell_people<O: Write, E: Write>(demo: &Demo, output: &mut Output<O, E>) {
    output.line(&format!("listening on {}", demo.url()));
    output.line(&format!(
        "sign in as {} with the password {}",
        demo.username(),
        demo.password().expose()
    ));
    output.line(&format!("the configuration is {}", demo.config().display()));
    output.line("Microsoft is simulated on this machine; press Ctrl-C to stop");
}

fn cannot_demonstrate(error: &DemoError) -> Failure {
    match error {
        DemoError::Start(error) => cannot_start(error),
        other => {
            let cause = std::error::Error::source(other)
                .map(|cause| format!(": {cause}"))
                .unwrap_or_default();
            Failure::new(
                format!("{other}{cause}"),
                "choose another folder with --data-dir, or look at this one",
            )
        }
    }
}
