//! What a drive knows beside its items.

use crate::domain::{Capability, LinkKind, LinkOptions, LinkScope, Quota, ThumbnailSize};

use super::writer::{CALM, Writer, assert_refused};

pub(super) async fn keeps(writer: &Writer<'_>) {
    the_numbers_of_the_quota_add_up(writer).await;
    text_has_no_picture(writer).await;
    a_link_is_made_once(writer).await;
    somebody_owns_a_file(writer).await;
    capabilities_do_not_contradict_what_is_promised(writer).await;
}

async fn the_numbers_of_the_quota_add_up(writer: &Writer<'_>) {
    let quota = writer.drive.quota(CALM).await.expect("a drive has room");
    let Quota {
        total,
        used,
        remaining,
        deleted,
        state: _,
    } = quota;
    if let (Some(total), Some(used), Some(remaining)) = (total, used, remaining) {
        let taken = used + deleted.unwrap_or(0);
        assert_eq!(
            remaining,
            total.saturating_sub(taken),
            "the recycle bin counts"
        );
    }
}

async fn text_has_no_picture(writer: &Writer<'_>) {
    writer.make("/text.txt", "no picture").await;
    let (small, fit) = (
        ThumbnailSize::Small,
        ThumbnailSize::Fit {
            width: 40,
            height: 30,
        },
    );
    for size in [small, ThumbnailSize::Medium, ThumbnailSize::Large, fit] {
        let target = writer.target("/text.txt");
        let thumbnail = writer.drive.thumbnail(&target, size, CALM).await;
        assert!(thumbnail.expect("one may ask").is_none(), "{size:?}");
    }
    let target = writer.target("/no.txt");
    let missing = writer.drive.thumbnail(&target, small, CALM).await;
    assert_refused(missing, "not_found", "nothing is there");
}

async fn a_link_is_made_once(writer: &Writer<'_>) {
    let options = LinkOptions {
        kind: LinkKind::View,
        scope: Some(LinkScope::Organization),
        password: None,
        expires_at: None,
    };
    let target = writer.target("/text.txt");
    let first = writer.drive.link(&target, &options, CALM).await;
    if !writer.promises.links {
        assert!(first.is_err(), "it is not promised");
        return;
    }
    let first = first.expect("it can be made");
    assert!(first.created && !first.has_password);
    assert_eq!(first.kind, Some(LinkKind::View));
    assert_eq!(first.scope, Some(LinkScope::Organization));
    let second = writer.drive.link(&target, &options, CALM).await;
    let second = second.expect("it is found");
    assert!(!second.created && second.url == first.url);
    let missing = writer.target("/no.txt");
    let missing = writer.drive.link(&missing, &options, CALM).await;
    assert_refused(missing, "not_found", "nothing is there");
}

async fn somebody_owns_a_file(writer: &Writer<'_>) {
    let target = writer.target("/text.txt");
    let permissions = writer.drive.permissions(&target, CALM).await;
    let permissions = permissions.expect("one may ask");
    let owner = |role: &String| role == "owner";
    assert!(permissions.iter().any(|it| it.roles.iter().any(owner)));
    let missing = writer.target("/no.txt");
    let missing = writer.drive.permissions(&missing, CALM).await;
    assert_refused(missing, "not_found", "nothing is there");
}

async fn capabilities_do_not_contradict_what_is_promised(writer: &Writer<'_>) {
    let told = writer.drive.capabilities(CALM).await;
    let told = told.expect("what is not known is tried");
    for (promised, told) in [
        (writer.promises.changes, told.changes),
        (writer.promises.versions, told.versions),
        (writer.promises.permanent_deletion, told.permanent_deletion),
    ] {
        let contradiction = if promised {
            Capability::No
        } else {
            Capability::Yes
        };
        assert_ne!(told, contradiction);
    }
}
