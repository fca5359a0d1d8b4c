//! The shape of an answer, its order and its frames.

use super::super::element::Element;
use super::super::names::Name;
use super::*;
use crate::domain::VirtualPath;

fn root() -> Href {
    let path = VirtualPath::from_raw("/").expect("it is a path").path;
    Href::new("/dav", &path, true)
}

fn whole(frames: &[Bytes]) -> String {
    String::from_utf8(frames.concat()).expect("it is UTF-8")
}

/// What rclone asks for, of so many files.
fn listing(rows: usize) -> Multistatus {
    let mut answer = Multistatus::new();
    let root = root();
    for row in 0..rows {
        let name = format!("a file with a name like many others {row}");
        answer.response(&root.child(&name, false), |properties| {
            properties.found(|found| {
                found.text(NameRef::dav("displayname"), &name);
                found.text(
                    NameRef::dav("getlastmodified"),
                    "Sat, 21 Nov 2026 10:00:00 GMT",
                );
                found.display(NameRef::dav("getcontentlength"), row);
                found.empty(NameRef::dav("resourcetype"));
            });
            properties.named(
                StatusCode::NOT_FOUND,
                [NameRef::fixed("http://owncloud.org/ns", "checksums")],
                None,
            );
        });
    }
    answer
}

#[test]
fn what_was_found_comes_before_what_was_not() {
    let mut answer = Multistatus::new();
    let missing = Name::new("u", "b").expect("it is a name");
    answer.response(&root(), |properties| {
        properties.found(|found| found.text(NameRef::dav("displayname"), "a & b"));
        properties.named(StatusCode::NOT_FOUND, [missing.as_ref()], None);
        properties.named(StatusCode::FAILED_DEPENDENCY, [], None);
    });
    assert_eq!(
        whole(&answer.finish()),
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><D:multistatus xmlns:D=\"DAV:\"><D:response>\
         <D:href>/dav/</D:href><D:propstat><D:prop><D:displayname>a &amp; b</D:displayname></D:prop>\
         <D:status>HTTP/1.1 200 OK</D:status></D:propstat><D:propstat><D:prop><X:b xmlns:X=\"u\"/>\
         </D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat></D:response></D:multistatus>"
    );
}

#[test]
fn a_resource_may_have_a_status_of_its_own() {
    let mut answer = Multistatus::new();
    let locked = Precondition::LockTokenSubmitted(vec![root().child("b", false)]);
    answer.status(&root().child("a", true), StatusCode::LOCKED, Some(&locked));
    let protected = Some(&Precondition::CannotModifyProtectedProperty);
    answer.response(&root(), |properties| {
        properties.named(StatusCode::FORBIDDEN, [NameRef::dav("getetag")], protected);
    });
    let text = whole(&answer.finish());
    assert!(text.contains(
        "<D:href>/dav/a/</D:href><D:status>HTTP/1.1 423 Locked</D:status><D:error>\
         <D:lock-token-submitted><D:href>/dav/b</D:href></D:lock-token-submitted></D:error>"
    ));
    assert!(text.contains(
        "<D:prop><D:getetag/></D:prop><D:status>HTTP/1.1 403 Forbidden</D:status><D:error>\
         <D:cannot-modify-protected-property/></D:error></D:propstat>"
    ));
}

#[test]
fn an_empty_answer_is_a_document() {
    let text = whole(&Multistatus::new().finish());
    let read = Element::read(text.as_bytes()).expect("it is sound");
    assert!(read.name.is_dav("multistatus") && read.children.is_empty());
    let mut answer = Multistatus::new();
    answer.response(&root(), |properties| properties.found(|_| {}));
    assert!(whole(&answer.finish()).contains("<D:prop></D:prop><D:status>HTTP/1.1 200 OK"));
}

#[test]
fn frames_are_of_one_size_and_no_response_is_cut() {
    let answer = listing(1_000);
    let weight = answer.weight();
    let frames = answer.finish();
    let (last, full) = frames.split_last().expect("there is one");
    assert!(!full.is_empty());
    for frame in full {
        assert!((FRAME..FRAME + 4 * 1024).contains(&frame.len()));
        assert!(frame.ends_with(b"</D:response>"));
    }
    let text = whole(&frames);
    assert_eq!(weight + "</D:multistatus>".len(), text.len(), "{last:?}");
    assert_eq!(text.matches("<D:response>").count(), 1_000);
    assert!(text.ends_with("</D:multistatus>"));
}

#[test]
fn ten_times_the_rows_are_ten_times_the_bytes_and_the_frames() {
    let size = |frames: &[Bytes]| frames.iter().map(Bytes::len).sum::<usize>();
    let (small, large) = (listing(1_000).finish(), listing(10_000).finish());
    let share = size(&large) / size(&small);
    assert!((9..=11).contains(&share), "{share} times");
    let most = size(&large) / FRAME + 1;
    assert!(large.len() <= most, "{} frames", large.len());
    // Nothing that was written is moved again: a frame's room is what it was made with.
    let roomy = listing(10_000).frame.capacity();
    assert_eq!(roomy, new_frame().capacity());
}
