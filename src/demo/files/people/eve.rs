//! Eve keeps Fabrikam's books.

use super::series;
use crate::demo::files::dates;
use crate::demo::files::folder::Folder;
use crate::demo::files::formats::{docx, pdf};

/// Fills Eve's drive.
pub(super) fn fill(drive: &mut Folder) {
    let books = drive.folder("Bookkeeping");
    for month in 1..=9 {
        let name = format!("2026-{month:02} orders.csv");
        books.dated(
            &name,
            series::orders(10 + month, 60),
            dates::on_day(month * 30 - 1, 400),
        );
    }
    books.file(
        "accounts.json",
        r#"{ "currency": "EUR", "accounts": [1200, 1400, 4400, 8400] }"#,
    );
    invoices(drive.folder("Invoices").folder("2026"));
    drive.folder("Contracts").file(
        "Contoso supply.docx",
        docx::document(&[
            "Supply contract",
            "Contoso delivers, Fabrikam pays within 30 days.",
        ]),
    );
    drive
        .folder("Projects")
        .folder("Audit")
        .folder("Evidence")
        .folder("2026")
        .folder("Q1")
        .file(
            "Checklist.md",
            "# Audit\n\n- [x] bank statements\n- [x] inventory\n- [ ] signatures\n",
        );
}

fn invoices(invoices: &mut Folder) {
    for number in 1..=24_u64 {
        let (year_number, euro) = (2_026_000 + number, number * 173 % 900 + 45);
        let lines = [
            format!("Invoice {year_number}"),
            format!("For garden tools as ordered: {euro}.00 euro, payable within 30 days."),
        ];
        invoices.dated(
            &format!("Invoice {year_number}.pdf"),
            pdf::document("Fabrikam", &[&lines[0], &lines[1]]),
            dates::on_day(number * 10, number),
        );
    }
}
