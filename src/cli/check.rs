//! `onefold check`: what is wrong, in plain words.

use std::io::Write;

use crate::app::{self, TenantReport};
use crate::config::Config;
use crate::domain::{Check, CheckState, Ladder};

use super::outcome::{Failure, Outcome};
use super::output::Output;
use super::run::cannot_start;

/// Checks every organization and prints each rung.
pub(super) async fn run<O: Write, E: Write>(
    config: &Config,
    output: &mut Output<O, E>,
) -> Result<Outcome, Failure> {
    let reports = app::check(config)
        .await
        .map_err(|error| cannot_start(&error))?;
    output.line(&format!(
        "configuration: ok, {} organizations",
        reports.len()
    ));
    for report in &reports {
        print_report(report, output);
    }
    let broken = reports.iter().filter(|report| !report.ok()).count();
    if broken == 0 {
        return Ok(Outcome::Done);
    }
    let what = format!("{broken} of {} organizations have trouble", reports.len());
    Err(Failure::new(what, "see the lines marked FAIL above"))
}

fn print_report<O: Write, E: Write>(report: &TenantReport, output: &mut Output<O, E>) {
    output.line(&format!(
        "{} ({})",
        report.tenant.name, report.tenant.path_prefix
    ));
    print_ladder(&report.ladder, output);
    for (mount, ladder) in &report.mounts {
        output.line(&format!("  mount {}", mount.path));
        // The tenant's own rungs are told already.
        let own = ladder
            .checks
            .iter()
            .filter(|check| check.id == "drive" || check.state == CheckState::Fail);
        own.for_each(|check| print_check(check, output));
    }
}

fn print_ladder<O: Write, E: Write>(ladder: &Ladder, output: &mut Output<O, E>) {
    ladder
        .checks
        .iter()
        .for_each(|check| print_check(check, output));
}

fn print_check<O: Write, E: Write>(check: &Check, output: &mut Output<O, E>) {
    let code = check
        .code
        .map(|code| format!(" [{code}]"))
        .unwrap_or_default();
    output.line(&format!(
        "  {:4} {:6} {}{code}",
        mark(check.state),
        check.id,
        check.detail
    ));
    if let Some(hint) = &check.hint {
        output.line(&format!("       {:6} {hint}", ""));
    }
}

const fn mark(state: CheckState) -> &'static str {
    match state {
        CheckState::Ok => "ok",
        CheckState::Warn => "warn",
        CheckState::Fail => "FAIL",
        CheckState::Skipped => "-",
    }
}
