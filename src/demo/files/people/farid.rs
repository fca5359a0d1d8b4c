//! Farid sells for Fabrikam in Dubai: Arabic and Hebrew names, text in both directions.

use super::{asset_bytes, asset_text, series};
use crate::demo::files::folder::Folder;
use crate::demo::files::picture::landscape;

/// Fills Farid's drive.
pub(super) fn fill(drive: &mut Folder) {
    let documents = drive.folder("المستندات");
    documents.file("رسالة إلى الفريق.txt", asset_text!("text/letter-ar.txt"));
    documents.file("ملاحظات الاجتماع.md", asset_text!("text/notes-ar.md"));
    documents.file("تقرير المبيعات.csv", series::orders(4, 45));
    documents.file("עברית ועוד.txt", "שלום\n");
    let trips = drive
        .folder("رحلات 2026")
        .folder("دبي")
        .folder("معرض")
        .folder("صور");
    for (seed, number) in (21..=23).zip(["١", "٢", "٣"]) {
        trips.file(&format!("صورة {number}.png"), landscape(seed));
    }
    drive
        .folder("موسيقى")
        .file("لحن (final).ogg", asset_bytes!("media/melody.ogg"));
    let customers = drive.folder("Customers");
    for name in [
        "Al Noor Trading",
        "Desert Rose",
        "Gulf Gardens",
        "Palm & Co",
        "Zahra",
    ] {
        let text = format!("# {name}\n\nTerms: 30 days. Contact: see the address book.\n");
        customers.folder(name).file("Notes.md", text);
    }
}
