//! Gina works for Northwind, whose application's secret has expired: nobody sees these files for now.

use super::{asset_text, series};
use crate::demo::files::folder::Folder;

/// Fills Gina's drive.
pub(super) fn fill(drive: &mut Folder) {
    drive.file("README.md", asset_text!("text/northwind.md"));
    drive
        .folder("Sales")
        .file("Orders.csv", series::orders(5, 30));
    drive
        .folder("Notes")
        .file("To do.txt", "Renew the secret of the application.\n");
}
