//! Deletion, to the recycle bin and for good.

use graph_sim::RecycleBin;
use graph_sim::switches::DeleteIfMatch;
use reqwest::Method;
use serde_json::json;

use crate::kit::{Answer, Bed, read};

async fn delete_if(bed: &Bed, rest: &str, tag: &str) -> Answer {
    let request = bed.request(Method::DELETE, &bed.in_drive(rest));
    read(request.header("If-Match", tag).send().await.unwrap()).await
}

fn recycle_bin(bed: &Bed) -> RecycleBin {
    bed.sim
        .change(|world| world.drive_of(&bed.ada).recycle_bin())
}

#[tokio::test]
async fn a_deleted_folder_goes_to_the_recycle_bin_with_all_below_it() {
    let bed = Bed::writing().await;
    let inner = bed.id_of("/Documents/Deep/Deeper/end.txt");
    let answer = bed.delete(&bed.in_drive("/root:/Documents")).await;
    assert_eq!((answer.status, answer.bytes.len()), (204, 0));
    assert_eq!(bed.drive(&format!("/items/{inner}")).await.status, 404);
    let bin = recycle_bin(&bed);
    assert_eq!((bin.items, bin.bytes), (1, 15));
    let quota = bed.drive("").await.json()["quota"].clone();
    assert_eq!((&quota["deleted"], &quota["used"]), (&json!(15), &json!(0)));
    assert_eq!(quota["remaining"], (1_u64 << 40) - 15);
    let again = bed.delete(&bed.in_drive("/root:/Documents")).await;
    assert_eq!(again.refusal(), (404, "itemNotFound".to_owned()));
}

#[tokio::test]
async fn what_is_deleted_for_good_is_in_no_bin() {
    let bed = Bed::writing().await;
    let address = "/root:/Documents:/permanentDelete";
    let answer = bed.post_to_drive(address, &json!({})).await;
    assert_eq!((answer.status, answer.bytes.len()), (204, 0));
    assert_eq!(bed.drive("/root:/Documents").await.status, 404);
    assert_eq!(recycle_bin(&bed).items, 0);
}

#[tokio::test]
async fn the_root_is_never_deleted() {
    let bed = Bed::writing().await;
    let answer = bed.delete(&bed.in_drive("/root")).await;
    assert_eq!(answer.refusal(), (400, "invalidRequest".to_owned()));
    let answer = bed.post_to_drive("/root/permanentDelete", &json!({})).await;
    assert_eq!(answer.status, 400);
    assert_eq!(bed.drive("/root").await.status, 200);
}

#[tokio::test]
async fn a_deletion_heeds_the_tag_or_refuses_any() {
    let bed = Bed::writing().await;
    let hello = "/root:/Documents/hello.txt";
    let e_tag = bed.drive(hello).await.json()["eTag"]
        .as_str()
        .unwrap()
        .to_owned();
    let other = e_tag.replace(",1\"", ",7\"");
    let answer = delete_if(&bed, hello, &other).await;
    assert_eq!(answer.refusal(), (412, "resourceModified".to_owned()));
    bed.sim
        .switches()
        .update(|s| s.writing.delete_if_match = DeleteIfMatch::AlwaysFails);
    assert_eq!(delete_if(&bed, hello, &e_tag).await.status, 412);
    bed.sim
        .switches()
        .update(|s| s.writing.delete_if_match = DeleteIfMatch::Honored);
    assert_eq!(delete_if(&bed, hello, &e_tag).await.status, 204);
}

#[tokio::test]
async fn a_new_item_of_an_old_name_has_a_new_id() {
    let bed = Bed::writing().await;
    let old = bed.id_of("/Empty");
    bed.delete(&bed.in_drive("/root:/Empty")).await;
    let body = json!({ "name": "Empty", "folder": {} });
    let made = bed.post_to_drive("/root/children", &body).await.json();
    assert_ne!(made["id"], old);
    assert_eq!(bed.drive(&format!("/items/{old}")).await.status, 404);
}

#[tokio::test]
async fn a_folder_of_twenty_thousand_files_is_deleted_by_one_request() {
    let bed = Bed::writing().await;
    bed.sim.change(|world| {
        world
            .drive_of(&bed.ada)
            .fill("/Many", 20_000, |number| format!("{number}.txt"));
    });
    let answer = bed.delete(&bed.in_drive("/root:/Many")).await;
    assert_eq!(answer.status, 204);
    assert_eq!(recycle_bin(&bed).items, 1);
    assert_eq!(bed.sim.journal().graph_calls(), 1);
}
