//! Bob writes Contoso's software, keeps its logs, and collects odd file names.

use super::{asset_text, odd_names, series};
use crate::demo::files::dates;
use crate::demo::files::folder::Folder;
use crate::demo::files::formats::zip;

/// Fills Bob's drive.
pub(super) fn fill(drive: &mut Folder) {
    drive.file("Runbook.md", asset_text!("text/runbook.md"));
    drive.file(".profile", "export EDITOR=vi\n");
    code(drive.folder("Code"));
    logs(drive.folder("Logs"));
    odd_names::fill(drive.folder("Odd names"));
    let archive = drive
        .folder("Archive")
        .folder("2025")
        .folder("Q4")
        .folder("Handover")
        .folder("Final");
    archive.file("final.txt", "This is the final version.\n");
    archive.file("final (2).txt", "This is really the final version.\n");
}

fn code(code: &mut Folder) {
    let files = [
        ("inventory.rs", asset_text!("code/inventory.rs.txt")),
        ("tides.py", asset_text!("code/tides.py")),
        ("queue.go", asset_text!("code/queue.go")),
        ("clock.js", asset_text!("code/clock.js")),
        ("shapes.ts", asset_text!("code/shapes.ts")),
        ("ring.c", asset_text!("code/ring.c")),
        ("Invoice.java", asset_text!("code/Invoice.java")),
        ("Report.cs", asset_text!("code/Report.cs")),
        ("schema.sql", asset_text!("code/schema.sql")),
        ("backup.sh", asset_text!("code/backup.sh")),
        ("compose.yaml", asset_text!("code/compose.yaml")),
        ("settings.toml", asset_text!("code/settings.toml")),
        ("Dockerfile", asset_text!("code/Dockerfile")),
    ];
    for (name, text) in files {
        code.file(name, text);
    }
    code.file("samples.zip", zip::archive(&files));
    code.file(
        "package.json",
        r#"{ "name": "samples", "version": "1.0.0", "private": true }"#,
    );
}

fn logs(logs: &mut Folder) {
    for day in 1..=20 {
        let name = format!("shop-2026-03-{day:02}.log");
        // 1 March 2026 is the 55th day after Monday, 5 January; a log ends its day.
        logs.dated(&name, series::log(day, 60), dates::on_day(54 + day, 959));
    }
}
