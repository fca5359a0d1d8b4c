//! What SharePoint does to Office files: it writes into them, and won't have them replaced.

use graph_sim::Switches;
use graph_sim::switches::{OfficeReplace, OfficeRewrite};
use onefold::domain::{
    Anchor, Drive as _, DrivePath, ETag, Entry, IfExists, PutOptions, Segment, Target, Urgency,
};

use super::ground::{Ground, Plan, UNIT, bytes_of};
use super::source::{Content, Way};

pub(super) const NAME: &str = "letter.docx";

async fn library(change: impl FnOnce(&mut Switches)) -> Ground {
    let mut switches = Switches::default();
    change(&mut switches);
    Ground::of(Plan {
        switches,
        in_library: true,
        ..Plan::default()
    })
    .await
}

/// A library with an old file that no session may replace.
pub(super) async fn stubborn() -> Ground {
    let ground = library(|switches| switches.uploads.office_replace = OfficeReplace::NotFound);
    let ground = ground.await;
    ground.add_old(NAME);
    ground
}

/// What lies in the drive's root.
pub(super) async fn names(ground: &Ground) -> Vec<String> {
    let root = Target::At(Anchor::Root, DrivePath::root());
    let listing = ground.drive.list(&root, Urgency::Background).await;
    let entries = &listing.expect("it is readable").entries;
    let name = |entry: &std::sync::Arc<Entry>| entry.name.as_ref().map(ToString::to_string);
    entries.iter().filter_map(name).collect()
}

#[tokio::test]
async fn a_file_that_sharepoint_writes_into_has_arrived_all_the_same() {
    for length in [2_000, 14 * UNIT] {
        let ground = library(|switches| switches.uploads.office_rewrite = OfficeRewrite::Libraries);
        let ground = ground.await;
        ground.add_old(NAME);
        let bytes = bytes_of(length);
        let written = ground
            .put(NAME, Content::of(&bytes).source(Way::Known))
            .await;
        let written = written.expect("it is written");
        assert_ne!(written.entry.size, Some(length as u64), "it was rewritten");
        let versions = ground.edit(|drive| drive.version_sizes("/letter.docx").len());
        assert_eq!(versions, 2);
        ground.assert_clean();
    }
}

#[tokio::test]
async fn an_office_file_that_cant_be_replaced_is_swapped_for_the_new_one() {
    let ground = stubborn().await;
    let bytes = bytes_of(14 * UNIT + 5);
    let written = ground
        .put(NAME, Content::of(&bytes).source(Way::Again))
        .await;
    let written = written.expect("it is written another way");
    assert!(!written.created);
    assert_eq!(written.entry.name.as_ref().map(Segment::as_str), Some(NAME));
    ground.assert_file(NAME, &bytes, 1);
    ground.assert_clean();
    assert_eq!(names(&ground).await, [NAME]);
    let bin = ground.edit(|drive| drive.recycle_bin());
    assert_eq!(bin.items, 1, "the old one was deleted");
}

#[tokio::test]
async fn bytes_that_passed_by_are_lost_once_and_the_drive_is_known_from_then_on() {
    let ground = stubborn().await;
    let bytes = bytes_of(14 * UNIT + 5);
    let source = || Content::of(&bytes).source(Way::Known);
    let lost = ground.put(NAME, source()).await.expect_err("they are gone");
    assert!(lost.is_conflict("upload_lost"), "{lost:?}");
    ground.assert_unharmed(NAME);
    ground
        .put(NAME, source())
        .await
        .expect("it goes up beside the old one");
    ground.assert_file(NAME, &bytes, 1);
    ground.assert_clean();
    // Others than Office's are replaced as ever.
    ground.add_old("film.bin");
    ground
        .put("film.bin", source())
        .await
        .expect("nothing is wrong");
    ground.assert_file("film.bin", &bytes, 2);
}

#[tokio::test]
async fn a_rival_who_was_faster_keeps_his_office_file_and_nothing_of_ours_stays() {
    let ground = stubborn().await;
    let tag = ground.edit(|drive| drive.e_tag_of("/letter.docx"));
    let options = PutOptions {
        if_match: ETag::requote(&tag),
        ..PutOptions::new(IfExists::Replace)
    };
    let bytes = bytes_of(14 * UNIT + 5);
    let first = ground.put_with(NAME, Content::of(&bytes).source(Way::Known), &options);
    assert!(
        first
            .await
            .expect_err("it is lost")
            .is_conflict("upload_lost")
    );
    let rival = ground.deed(|drive| {
        drive.replace_content("/letter.docx", b"a rival's".to_vec());
    });
    let content = Content::of(&bytes).doing(5 * UNIT, 1, rival);
    let refused = ground
        .put_with(NAME, content.source(Way::Known), &options)
        .await;
    assert_eq!(
        refused.expect_err("another was faster").code(),
        "precondition_failed"
    );
    ground.assert_file(NAME, b"a rival's", 2);
    ground.assert_clean();
    assert_eq!(names(&ground).await, [NAME]);
}
