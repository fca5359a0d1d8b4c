//! `PUT …/content`.

use graph_sim::switches::{Chunked, Keep, MissingParents, ReplacedStatus};
use graph_sim::{Content, Fingerprint, Listener, Role, World};
use reqwest::Body;

use crate::kit::Bed;
use crate::uploading::{noise, refusal, writer, writer_with};

const HELLO: &str = "/root:/Documents/hello.txt:/content";
const NEW: &str = "/root:/Empty/new.txt:/content";

#[tokio::test]
async fn a_new_file_is_created_and_read_again() {
    let bed = writer().await;
    let answer = bed.put(NEW, "fresh").await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let item = answer.json();
    assert_eq!(
        (&item["name"], &item["size"]),
        (&"new.txt".into(), &5.into())
    );
    let fingerprint = Fingerprint::of(b"fresh");
    assert_eq!(
        item["file"]["hashes"]["quickXorHash"],
        fingerprint.quick_xor
    );
    let url = bed.download_url("/Empty/new.txt").await;
    assert_eq!(bed.fetch(&url, &[]).await.text(), "fresh");
    let stored = bed
        .sim
        .change(|world| world.drive_of(&bed.ada).fingerprint_of("/Empty/new.txt"));
    assert_eq!(stored, fingerprint);
}

#[tokio::test]
async fn a_replaced_file_keeps_its_id_and_changes_its_tags() {
    let bed = writer().await;
    let before = bed.drive("/root:/Documents/hello.txt").await.json();
    let answer = bed.put(HELLO, "other").await;
    assert_eq!(answer.status, 200);
    let after = answer.json();
    assert_eq!(before["id"], after["id"]);
    assert_ne!(before["eTag"], after["eTag"]);
    assert_ne!(before["cTag"], after["cTag"]);
    let sizes = bed.sim.change(|world| {
        world
            .drive_of(&bed.ada)
            .version_sizes("/Documents/hello.txt")
    });
    assert_eq!(sizes, [12, 5]);
    bed.turn(|s| s.replaced = ReplacedStatus::Created);
    assert_eq!(bed.put(HELLO, "third").await.status, 201);
}

#[tokio::test]
async fn a_file_is_replaced_by_its_id() {
    let bed = writer().await;
    let item = bed.drive("/root:/Documents/hello.txt").await.json();
    let rest = format!("/items/{}/content", item["id"].as_str().unwrap());
    let answer = bed.put(&rest, "by id").await;
    assert_eq!((answer.status, &answer.json()["size"]), (200, &5.into()));
    let renaming = format!("{rest}?@microsoft.graph.conflictBehavior=rename");
    let answer = bed.put(&renaming, "by id").await;
    assert_eq!(
        (answer.status, &answer.json()["name"]),
        (201, &"hello 1.txt".into())
    );
    assert_eq!(bed.put("/root/content", "no file").await.status, 400);
}

#[tokio::test]
async fn the_conflict_behavior_decides_about_a_taken_name() {
    let bed = writer().await;
    let put = async |behavior: &str| {
        let rest = format!("{HELLO}?@microsoft.graph.conflictBehavior={behavior}");
        bed.put(&rest, "x").await
    };
    let failed = put("fail").await;
    assert_eq!(
        failed.whole_refusal(),
        refusal(409, "nameAlreadyExists", "")
    );
    let renamed = put("rename").await;
    assert_eq!(
        (renamed.status, &renamed.json()["name"]),
        (201, &"hello 1.txt".into())
    );
    assert_eq!(put("replace").await.status, 200);
    assert_eq!(put("overwrite").await.status, 400);
    let over_folder = bed.put("/root:/Documents:/content", "x").await;
    assert_eq!(over_folder.status, 409);
}

#[tokio::test]
async fn missing_parents_are_made_or_not_found() {
    let bed = writer().await;
    let rest = "/root:/Empty/a/b/c.txt:/content";
    bed.turn(|s| s.missing_parents = MissingParents::NotFound);
    let refused = bed.put(rest, "x").await;
    assert_eq!(refused.whole_refusal(), refusal(404, "itemNotFound", ""));
    assert!(!bed.exists("/Empty/a"));
    bed.turn(|s| s.missing_parents = MissingParents::Created);
    assert_eq!(bed.put(rest, "x").await.status, 201);
    assert!(bed.exists("/Empty/a/b/c.txt"));
    let below_file = bed.put("/root:/Documents/hello.txt/x:/content", "x").await;
    assert_eq!(below_file.status, 404);
}

#[tokio::test]
async fn a_length_is_required_or_not() {
    let bed = writer().await;
    let chunked = || Body::wrap_stream(futures_util::stream::iter([Ok::<_, std::io::Error>("ab")]));
    assert_eq!(bed.put(NEW, chunked()).await.status, 411);
    assert!(!bed.exists("/Empty/new.txt"));
    bed.turn(|s| s.chunked = Chunked::Accepted);
    assert_eq!(bed.put(NEW, chunked()).await.status, 201);
}

#[tokio::test]
async fn a_file_may_be_empty_but_not_too_large() {
    let bed = writer().await;
    // Without a body clients leave the length out, which is 411 as at any server of Windows.
    assert_eq!(bed.put(NEW, "").await.status, 411);
    let empty = bed.put_with(NEW, &[("Content-Length", "0")], "").await;
    assert_eq!((empty.status, &empty.json()["size"]), (201, &0.into()));
    bed.turn(|s| s.largest_put = 1000);
    assert_eq!(bed.put(NEW, noise(1000)).await.status, 200);
    let refused = bed.put(NEW, noise(1001)).await;
    assert_eq!(refused.status, 413);
    let entry = bed.sim.journal().entries().pop().unwrap();
    assert_eq!(entry.bytes_in, 1001);
}

#[tokio::test]
async fn a_tag_that_does_not_match_is_refused() {
    let bed = writer().await;
    let before = bed.drive("/root:/Documents/hello.txt").await.json();
    let (e_tag, c_tag) = (
        before["eTag"].as_str().unwrap(),
        before["cTag"].as_str().unwrap(),
    );
    let put = async |name: &str, tag: &str| bed.put_with(HELLO, &[(name, tag)], "x").await;
    assert_eq!(
        put("If-Match", "\"{0},9\"").await.whole_refusal(),
        refusal(412, "resourceModified", "entityTagDoesNotMatch")
    );
    assert_eq!(
        put("If-Match", "{0},9").await.whole_refusal(),
        refusal(400, "invalidRequest", "malformedEntityTag")
    );
    assert_eq!(put("If-None-Match", "*").await.status, 412);
    assert_eq!(put("If-Match", c_tag).await.status, 200);
    assert_eq!(put("If-Match", e_tag).await.status, 412);
    let new = bed.put_with(NEW, &[("If-Match", "*")], "x").await;
    assert_eq!(new.status, 412);
}

#[tokio::test]
async fn locks_quotas_names_and_permissions_are_respected() {
    let mut bed = writer_with(|world, ada| {
        world.drive_of(ada).lock("/Documents/hello.txt");
    })
    .await;
    let locked = bed.put(HELLO, "x").await;
    assert_eq!(
        locked.whole_refusal(),
        refusal(423, "notAllowed", "resourceLocked")
    );
    bed.sim.change(|world| {
        world.drive_of(&bed.ada).set_total_bytes(100);
    });
    let full = bed.put(NEW, noise(101)).await;
    assert_eq!(full.whole_refusal(), refusal(507, "quotaLimitReached", ""));
    assert_eq!(bed.put(NEW, noise(50)).await.status, 201);
    let bad = bed.put("/root:/Empty/con.txt:/content", "x").await;
    assert_eq!(
        bad.whole_refusal(),
        refusal(400, "invalidRequest", "invalidPath")
    );
    bed.sim
        .change(|world| world.set_roles(&bed.app, vec![Role::FilesReadAll]));
    bed.token = bed.new_token().await;
    let denied = bed.put(NEW, "x").await;
    assert_eq!(denied.whole_refusal(), refusal(403, "accessDenied", ""));
}

#[tokio::test]
async fn a_replaced_file_needs_room_for_its_growth_alone() {
    let bed = writer().await;
    // Ada's files have 15 bytes, of which this one has 12.
    bed.sim.change(|world| {
        world.drive_of(&bed.ada).set_total_bytes(20);
    });
    let too_much = bed.put(HELLO, noise(18)).await;
    assert_eq!(
        too_much.whole_refusal(),
        refusal(507, "quotaLimitReached", "")
    );
    assert_eq!(bed.put(HELLO, noise(17)).await.status, 200);
}

#[tokio::test]
async fn folders_grow_and_shrink_with_a_replaced_file() {
    let bed = writer().await;
    for size in [40, 5] {
        assert_eq!(bed.put(HELLO, noise(size)).await.status, 200);
        for folder in ["/root:/Documents", "/root"] {
            let folder = bed.drive(folder).await.json();
            assert_eq!(folder["size"], size + 3);
        }
    }
}

#[tokio::test]
async fn bytes_are_kept_or_only_hashed() {
    let bed = writer().await;
    bed.turn(|s| s.keep = Keep::Hashes);
    let file = noise(3000);
    let item = bed.put(NEW, file.clone()).await.json();
    let fingerprint = Fingerprint::of(&file);
    assert_eq!(
        item["file"]["hashes"]["quickXorHash"],
        fingerprint.quick_xor
    );
    let url = bed.download_url("/Empty/new.txt").await;
    let answer = bed.fetch(&url, &[]).await;
    assert_eq!((answer.status, answer.header("Sim-Defect")), (501, "1"));
    bed.turn(|s| {
        s.keep = Keep::Bytes;
        s.keep_limit = 2999;
    });
    bed.put(NEW, file.clone()).await;
    assert_eq!(bed.fetch(&url, &[]).await.status, 501);
    bed.turn(|s| s.keep_limit = 3000);
    bed.put(NEW, file.clone()).await;
    assert_eq!(bed.fetch(&url, &[]).await.bytes, file);
}

#[tokio::test]
async fn a_fingerprint_of_any_file_can_be_read() {
    let bed = Bed::with(|world, ada| {
        let content = Content::Generated {
            seed: 3,
            size: 70 << 20,
        };
        world
            .drive_of(ada)
            .add_file("/large.bin", content, World::BEGINNING);
    })
    .await;
    let (large, hello) = bed.sim.change(|world| {
        let drive = world.drive_of(&bed.ada);
        (
            drive.fingerprint_of("/large.bin"),
            drive.fingerprint_of("/Documents/hello.txt"),
        )
    });
    assert_eq!(large.size, 70 << 20);
    assert_eq!(hello, Fingerprint::of(b"Hello World!"));
}

#[tokio::test]
async fn the_journal_counts_what_came_in() {
    let bed = writer().await;
    bed.put(NEW, noise(100_000)).await;
    let entry = bed.sim.journal().entries().pop().unwrap();
    assert_eq!(
        (entry.listener, entry.bytes_in, entry.route.as_str()),
        (
            Listener::Graph,
            100_000,
            "PUT /drives/{drive}/root:/{path}:/content"
        )
    );
}
