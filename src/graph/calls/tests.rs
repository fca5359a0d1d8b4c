//! Changes as they go over the wire.

use bytes::Bytes;

use crate::domain::{DrivePath, ETag, IfExists, Segment, Urgency};
use crate::graph::rehearsal::{self, Line, Service, TOKEN, drive, item};
use crate::graph::{
    Client, CopyRequest, CopyStarted, Error, ErrorKind, Fragment, ItemAddress, NewContent,
    NewFolder, Piece, UploadUrl,
};

use super::Calls;

const ITEM: &str = r#"{"id":"01NEW","name":"a"}"#;
const GONE: &str = r#"{"error":{"code":"itemNotFound","message":"gone"}}"#;

async fn stage() -> (Service, Client) {
    let service = Service::new().await;
    let (client, _clock) = rehearsal::client(&service.address);
    (service, client)
}

const fn calls(client: &Client) -> Calls<'_> {
    client.calls(Urgency::Background)
}

/// A look that never finds anything.
async fn nothing<T>() -> Result<Option<T>, Error> {
    Ok(None)
}

#[track_caller]
fn assert_says(request: &str, lines: &[&str]) {
    let lower = request.to_lowercase();
    for line in lines {
        assert!(lower.contains(&line.to_lowercase()), "{line} in {request}");
    }
}

#[tokio::test]
async fn a_small_file_is_written_whole_and_says_what_it_may_replace() {
    let (service, client) = stage().await;
    let name = DrivePath::parse("/a#b").expect("a path");
    let address = ItemAddress::Below(item(), name);
    let content = NewContent {
        bytes: Bytes::from_static(b"hello"),
        if_exists: IfExists::Replace,
        if_match: ETag::requote("{3B},2"),
    };
    let script = [TOKEN, Line::Says(201, "", ITEM)];
    let (written, requests) = tokio::join!(
        async {
            calls(&client)
                .put_content(&drive(), &address, &content, nothing)
                .await
        },
        service.play(&script)
    );
    assert!(written.expect("written").created);
    assert_says(
        &requests[1],
        &[
            "PUT /v1.0/drives/b%21drive/items/01AB:/a%23b:/content?@microsoft.graph.conflictBehavior=replace ",
            "\r\nif-match: \"{3B},2\"\r\n",
            "\r\ncontent-length: 5\r\n",
            "\r\nauthorization: Bearer ",
            "\r\n\r\nhello",
        ],
    );
}

#[tokio::test]
async fn an_empty_file_says_that_it_is_empty() {
    let (service, client) = stage().await;
    let content = NewContent {
        bytes: Bytes::new(),
        if_exists: IfExists::Fail,
        if_match: None,
    };
    let script = [TOKEN, Line::Says(200, "", ITEM)];
    let address = ItemAddress::Id(item());
    let (written, requests) = tokio::join!(
        async {
            calls(&client)
                .put_content(&drive(), &address, &content, nothing)
                .await
        },
        service.play(&script)
    );
    assert!(!written.expect("written").created);
    let lengths = requests[1].matches("content-length: 0\r\n").count();
    assert_eq!(lengths, 1, "{}", requests[1]);
}

#[tokio::test]
async fn a_folder_whose_making_was_cut_off_is_looked_for_before_it_is_made_again() {
    let (service, client) = stage().await;
    let new = NewFolder {
        folder: ItemAddress::Id(item()),
        name: Segment::parse("a").expect("a name"),
        if_exists: IfExists::Fail,
    };
    let script = [
        TOKEN,
        Line::HangsUp,
        Line::Says(404, "", GONE),
        Line::Says(201, "", ITEM),
    ];
    let verify = || async {
        match calls(&client).item(&drive(), &new.folder).await {
            Err(error) if error.kind == ErrorKind::ItemNotFound => Ok(None),
            other => panic!("{other:?}"),
        }
    };
    let (made, requests) = tokio::join!(
        async { calls(&client).create_folder(&drive(), &new, verify).await },
        service.play(&script)
    );
    assert_eq!(made.expect("made").item.id, "01NEW");
    let methods = requests.iter().map(|request| request.split(' ').next());
    let methods: Vec<_> = methods.flatten().collect();
    assert_eq!(methods, ["POST", "POST", "GET", "POST"]);
}

#[tokio::test]
async fn an_item_that_is_gone_after_a_failed_deletion_was_deleted() {
    let (service, client) = stage().await;
    let script = [TOKEN, Line::Says(503, "", ""), Line::Says(404, "", GONE)];
    let id = item();
    let (deleted, requests) = tokio::join!(
        async { calls(&client).delete_item(&drive(), &id, None).await },
        service.play(&script)
    );
    assert!(deleted.is_ok());
    assert_says(&requests[1], &["DELETE /v1.0/drives/b%21drive/items/01AB "]);
}

#[tokio::test]
async fn a_drive_that_only_recycles_says_so() {
    let (service, client) = stage().await;
    let unheard_of = r#"{"error":{"code":"BadRequest","message":"Resource not found for the segment 'permanentDelete'."}}"#;
    let script = [TOKEN, Line::Says(400, "", unheard_of)];
    let id = item();
    let (deleted, _) = tokio::join!(
        async { calls(&client).delete_permanently(&drive(), &id).await },
        service.play(&script)
    );
    assert_eq!(deleted.expect_err("not here").kind, ErrorKind::Unsupported);
}

fn copy() -> CopyRequest {
    CopyRequest {
        folder: item(),
        name: None,
        if_exists: IfExists::Fail,
    }
}

#[tokio::test]
async fn a_copy_that_is_watched_at_a_strange_host_is_under_way_all_the_same() {
    let (service, client) = stage().await;
    let stranger = "location: https://evil.example/monitor\r\n";
    let script = [TOKEN, Line::Says(202, stranger, "")];
    let (id, request) = (item(), copy());
    let (started, requests) = tokio::join!(
        async {
            calls(&client)
                .copy_item(&drive(), &id, &request, nothing)
                .await
        },
        service.play(&script)
    );
    assert!(started.expect_err("nobody goes there").is_unclear());
    assert_says(
        &requests[1],
        &["prefer: respond-async", r#""driveId":"b!drive""#],
    );
}

#[tokio::test]
async fn a_copy_may_be_there_at_once_or_go_on_unseen() {
    for (status, done) in [(200, true), (202, false)] {
        let (service, client) = stage().await;
        let script = [TOKEN, Line::Says(status, "", "")];
        let (id, request) = (item(), copy());
        let (started, _) = tokio::join!(
            async {
                calls(&client)
                    .copy_item(&drive(), &id, &request, nothing)
                    .await
            },
            service.play(&script)
        );
        let started = started.expect("taken on");
        assert_eq!(matches!(started, CopyStarted::Done), done);
        assert_eq!(matches!(started, CopyStarted::Unwatched), !done);
    }
}

fn upload_url(service: &Service, client: &Client) -> UploadUrl {
    let url = format!("http://{}/up?tempauth=v1", service.address);
    client.trust_upload(&url).expect("our own host")
}

fn piece(bytes: usize) -> Piece {
    Piece {
        first: 327_680,
        total: 2_000_000,
        bytes: Bytes::from(vec![b'x'; bytes]),
    }
}

#[tokio::test]
async fn a_fragment_goes_out_with_its_length_and_without_credentials() {
    let (service, client) = stage().await;
    let url = upload_url(&service, &client);
    let more = r#"{"nextExpectedRanges":["527680-"]}"#;
    let script = [Line::Says(202, "", more)];
    let (said, requests) = tokio::join!(
        async {
            calls(&client)
                .put_fragment(&drive(), &url, &piece(200_000))
                .await
        },
        service.play(&script)
    );
    let said = said.expect("taken");
    assert!(matches!(said, Fragment::More(status) if status.next() == Some(527_680)));
    let request = requests[0].to_lowercase();
    assert_says(
        &request,
        &[
            "put /up?tempauth=v1 ",
            "content-length: 200000\r\n",
            "content-range: bytes 327680-527679/2000000\r\n",
        ],
    );
    assert!(!request.contains("authorization"), "{request}");
    assert!(!request.contains("transfer-encoding"), "{request}");
}

#[tokio::test]
async fn a_fragment_on_a_line_that_stands_still_is_given_up_as_unclear() {
    let (service, client) = stage().await;
    let url = upload_url(&service, &client);
    let (said, _) = tokio::join!(
        async {
            // More than any socket takes unread.
            let piece = piece(32 * 1024 * 1024);
            calls(&client).put_fragment(&drive(), &url, &piece).await
        },
        service.play(&[Line::Stalls])
    );
    let error = said.expect_err("nothing moves");
    assert!(error.is_unclear());
    let waited = calls(&client).wait_out(&drive(), error.clone(), 1).await;
    assert!(waited.is_ok(), "another attempt makes sense");
    let waited = calls(&client).wait_out(&drive(), error, 4).await;
    assert!(waited.is_err(), "it has had its attempts");
}

#[tokio::test]
async fn a_refused_fragment_is_nobodys_to_wait_for() {
    let (service, client) = stage().await;
    let url = upload_url(&service, &client);
    let (said, _) = tokio::join!(
        async {
            calls(&client)
                .put_fragment(&drive(), &url, &piece(10))
                .await
        },
        service.play(&[Line::Says(416, "", "")])
    );
    let error = said.expect_err("refused");
    assert_eq!(
        (error.kind, error.is_unclear()),
        (ErrorKind::OutOfOrder, false)
    );
    assert!(calls(&client).wait_out(&drive(), error, 1).await.is_err());
}
