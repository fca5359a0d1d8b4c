//! What drives say of their quota.

use graph_sim::switches::LibraryQuota;
use graph_sim::{Quota, Role, Site, User, World};
use serde_json::{Value, json};

use crate::kit::Bed;

async fn quota(bed: &Bed, drive_id: &str) -> Value {
    let drive = bed.get(&format!("/drives/{drive_id}")).await;
    drive.json()["quota"].clone()
}

#[tokio::test]
async fn the_state_follows_from_what_is_left() {
    let bed = Bed::start().await;
    // Ada's files have 15 bytes.
    for (total, remaining, state) in [
        (1_u64 << 40, (1_u64 << 40) - 15, "normal"),
        (150, 135, "normal"),
        (16, 1, "nearing"),
        (1515, 1500, "normal"),
        (15, 0, "exceeded"),
        (10, 0, "exceeded"),
    ] {
        let set = |world: &mut World| {
            world.drive_of(&bed.ada).set_total_bytes(total);
        };
        bed.sim.change(set);
        let said = quota(&bed, &bed.ada.drive_id).await;
        let expected = json!({
            "deleted": 0, "remaining": remaining, "state": state, "total": total, "used": 15,
        });
        assert_eq!(said, expected);
    }
    bed.sim.change(|world| {
        let mut drive = world.drive_of(&bed.ada);
        drive.add_file("/big.bin", vec![0; 9_980], World::BEGINNING);
        drive.set_total_bytes(10_000);
    });
    assert_eq!(quota(&bed, &bed.ada.drive_id).await["state"], "critical");
}

#[tokio::test]
async fn what_is_in_the_recycle_bin_counts() {
    let mut bed = Bed::start().await;
    bed.set_roles(&[Role::FilesReadWriteAll]).await;
    let file = bed.in_drive("/root:/Documents/hello.txt");
    assert_eq!(bed.delete(&file).await.status, 204);
    let said = quota(&bed, &bed.ada.drive_id).await;
    assert_eq!((&said["used"], &said["deleted"]), (&json!(3), &json!(12)));
    let total = said["total"].as_u64().unwrap();
    assert_eq!(said["remaining"].as_u64().unwrap(), total - 15);
}

#[tokio::test]
async fn a_drive_may_say_nothing_or_zeros() {
    let bed = Bed::start().await;
    let zeros = json!({ "deleted": 0, "remaining": 0, "total": 0, "used": 0 });
    for (quota_of_user, expected) in [
        (Quota::Hidden, Value::Null),
        (Quota::Zero, zeros),
        (
            Quota::Exceeded,
            json!({ "deleted": 0, "remaining": 0, "state": "exceeded", "total": 0, "used": 0 }),
        ),
    ] {
        let user = User {
            quota: quota_of_user,
            ..User::new(format!("{quota_of_user:?}"), "Somebody")
        };
        let user = bed.sim.change(|world| world.add_user(&bed.contoso, user));
        assert_eq!(quota(&bed, &user.drive_id).await, expected);
    }
}

#[tokio::test]
async fn libraries_tell_zeros_or_nothing_by_the_switch() {
    let bed = Bed::start().await;
    let site = Site::team("sites/team", "Team");
    let team = bed.sim.change(|world| world.add_site(&bed.contoso, site));
    let switches = bed.sim.switches();
    assert_eq!(quota(&bed, &team.drive.id).await["state"], "normal");
    switches.update(|s| s.sites.quota_of_libraries = LibraryQuota::Zero);
    assert_eq!(quota(&bed, &team.drive.id).await["total"], 0);
    assert_eq!(quota(&bed, &bed.ada.drive_id).await["state"], "normal");
    switches.update(|s| s.sites.quota_of_libraries = LibraryQuota::Missing);
    assert_eq!(quota(&bed, &team.drive.id).await, Value::Null);
}
