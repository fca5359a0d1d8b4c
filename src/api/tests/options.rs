//! Options of mounts, as they are changed.

use serde_json::{Value, json};

use crate::api::json::read;
use crate::api::shapes::MountPatch;
use crate::domain::{FollowShortcuts, MountOptions, WorkerUrl};
use crate::services::MountChange;

#[test]
fn options_are_changed_one_by_one_and_the_worker_can_be_taken_away() {
    let change = |options: Value| {
        let patch = read::<MountPatch>(&json!({ "options": options })).expect("it is sound");
        let change = MountChange::try_from(patch).expect("it is sound");
        change.options.expect("options are named")
    };
    let options = change(json!({
        "proxy": "never", "worker_url": "https://dl.example.org/", "follow_shortcuts": "mounted",
    }));
    let options = options.applied_to(&MountOptions::default());
    assert!(!options.proxy_allowed && !options.permanent_delete);
    assert_eq!(options.follow_shortcuts, FollowShortcuts::Mounted);
    let worker = options.worker.as_ref().map(WorkerUrl::as_str);
    assert_eq!(worker, Some("https://dl.example.org"));
    let other = change(json!({ "guest_redirect": true })).applied_to(&options);
    assert!(other.guest_redirect && !other.proxy_allowed && other.worker.is_some());
    let none = change(json!({ "worker_url": null })).applied_to(&options);
    assert_eq!(none.worker, None);
}
