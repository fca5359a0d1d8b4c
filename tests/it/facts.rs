//! Versions, room, small pictures, links and permissions of a drive over the simulator.

use futures_util::TryStreamExt as _;
use graph_sim::switches::AnonymousLinks;
use graph_sim::{Switches, World};
use onefold::domain::{
    ByteStream, Diagnosis, Drive as _, Error, LinkKind, LinkOptions, LinkScope, RangeRequest,
    ThumbnailSize,
};

use crate::support::single::{CALMLY, Single, at};

async fn text_of(bytes: ByteStream) -> String {
    let chunks: Vec<_> = bytes.try_collect().await.expect("all bytes come");
    String::from_utf8(chunks.concat()).expect("it is text")
}

async fn with_two_versions() -> Single {
    let single = Single::start(Switches::default(), |world, site| {
        let mut library = world.drive_by(&site.drive);
        library.add_file("/a.txt", "first", World::BEGINNING);
        library.replace_content("/a.txt", "the second");
    })
    .await;
    single.sim.journal().clear();
    single
}

#[tokio::test]
async fn every_version_can_be_read_the_current_one_too() {
    let single = with_two_versions().await;
    let drive = &single.drive;
    let versions = drive.versions(&at("/a.txt"), CALMLY).await.expect("listed");
    let sizes: Vec<_> = versions.iter().map(|version| version.size).collect();
    assert_eq!(sizes, [Some(10), Some(5)]);
    assert!(versions[0].is_current && !versions[1].is_current);
    for (version, expected) in versions.iter().zip(["the second", "first"]) {
        let opened = drive
            .open_version(&at("/a.txt"), &version.id, None, CALMLY)
            .await;
        assert_eq!(text_of(opened.expect("it opens").bytes).await, expected);
    }
    let range = RangeRequest::parse("bytes=1-2");
    let part = drive
        .open_version(&at("/a.txt"), &versions[1].id, range, CALMLY)
        .await;
    assert_eq!(text_of(part.expect("it opens").bytes).await, "ir");
    single.stop().await;
}

#[tokio::test]
async fn an_old_version_comes_back_as_a_new_one_and_can_be_removed() {
    let single = with_two_versions().await;
    let drive = &single.drive;
    let target = at("/a.txt");
    let before = drive.versions(&target, CALMLY).await.expect("listed");
    let restored = drive.restore_version(&target, &before[1].id, CALMLY).await;
    restored.expect("it comes back");
    let after = drive.versions(&target, CALMLY).await.expect("listed");
    assert_eq!((after.len(), after[0].size), (3, Some(5)));
    drive
        .restore_version(&target, &after[0].id, CALMLY)
        .await
        .expect("it is so already");
    let again = drive.versions(&target, CALMLY).await.expect("listed");
    assert_eq!(again.len(), 3, "what is so already makes no version");

    drive
        .delete_version(&target, &after[1].id, CALMLY)
        .await
        .expect("it is removed");
    let left = drive.versions(&target, CALMLY).await.expect("listed");
    assert!(left.len() == 2 && left.iter().all(|version| version.id != after[1].id));
    let refused = drive.delete_version(&target, &left[0].id, CALMLY).await;
    assert!(
        refused
            .expect_err("it is the file")
            .is_conflict("current_version")
    );
    single.stop().await;
}

#[tokio::test]
async fn a_small_picture_is_there_for_pictures_alone() {
    let single = Single::start(Switches::default(), |world, site| {
        let mut library = world.drive_by(&site.drive);
        library.add_file("/a.jpg", "a picture", World::BEGINNING);
        library.add_file("/a.xyz", "no picture", World::BEGINNING);
    })
    .await;
    let drive = &single.drive;
    let fit = ThumbnailSize::Fit {
        width: 300,
        height: 200,
    };
    for (size, longest) in [
        (ThumbnailSize::Small, 96),
        (ThumbnailSize::Large, 800),
        (fit, 300),
    ] {
        let found = drive
            .thumbnail(&at("/a.jpg"), size, CALMLY)
            .await
            .expect("an answer");
        let picture = found.expect("it is a picture");
        let sides = [picture.width, picture.height].into_iter().flatten();
        assert!(
            sides.max().is_some_and(|side| side <= longest),
            "{picture:?}"
        );
        let opened = drive
            .open_thumbnail(&picture, CALMLY)
            .await
            .expect("it opens");
        let chunks: Vec<_> = opened.bytes.try_collect().await.expect("all bytes");
        assert_eq!(chunks.concat().len() as u64, opened.length);
    }
    let none = drive
        .thumbnail(&at("/a.xyz"), ThumbnailSize::Small, CALMLY)
        .await;
    assert!(none.expect("an answer").is_none());
    let missing = drive
        .thumbnail(&at("/b.jpg"), ThumbnailSize::Small, CALMLY)
        .await;
    assert!(matches!(missing, Err(Error::NotFound)));
    single.stop().await;
}

#[tokio::test]
async fn a_link_is_made_once_and_found_again_and_shows_among_the_permissions() {
    let single = with_two_versions().await;
    let drive = &single.drive;
    let options = LinkOptions {
        kind: LinkKind::View,
        scope: Some(LinkScope::Organization),
        password: None,
        expires_at: None,
    };
    let first = drive
        .link(&at("/a.txt"), &options, CALMLY)
        .await
        .expect("made");
    let again = drive
        .link(&at("/a.txt"), &options, CALMLY)
        .await
        .expect("found");
    assert!(first.created && !again.created);
    assert_eq!(first.url.expose(), again.url.expose());
    assert_eq!(
        (first.kind, first.scope),
        (Some(options.kind), options.scope)
    );
    let permissions = drive
        .permissions(&at("/a.txt"), CALMLY)
        .await
        .expect("listed");
    assert!(
        permissions
            .iter()
            .any(|permission| permission.id == first.id)
    );
    single.stop().await;
}

#[tokio::test]
async fn a_link_that_the_organization_forbids_is_told_as_that() {
    for policy in [AnonymousLinks::Forbidden, AnonymousLinks::Invalid] {
        let mut switches = Switches::default();
        switches.sharing.anonymous_links = policy;
        let single = Single::start(switches, |world, site| {
            let mut library = world.drive_by(&site.drive);
            library.add_file("/a.txt", "x", World::BEGINNING);
        })
        .await;
        let options = LinkOptions {
            kind: LinkKind::View,
            scope: Some(LinkScope::Anonymous),
            password: None,
            expires_at: None,
        };
        let refused = single.drive.link(&at("/a.txt"), &options, CALMLY).await;
        let error = refused.expect_err("it is forbidden");
        assert_eq!(
            error.diagnosis(),
            Some(Diagnosis::SharingDisabled),
            "{policy:?}"
        );
        single.stop().await;
    }
}

#[tokio::test]
async fn the_room_of_a_drive_is_told() {
    let single = with_two_versions().await;
    let quota = single.drive.quota(CALMLY).await.expect("told");
    assert!(quota.total.is_some() && quota.used.is_some() && quota.state.is_some());
    single.stop().await;
}
