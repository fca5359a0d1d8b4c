//! Each state a user can be in, as an application meets it.

use graph_sim::{DriveState, NotProvisionedShape, Quota, Role, User, UserHandle};
use serde_json::Value;

use crate::kit::Bed;

fn add(bed: &Bed, user: User) -> UserHandle {
    bed.sim.change(|world| world.add_user(&bed.contoso, user))
}

async fn properties(bed: &Bed, user: &UserHandle) -> Value {
    let select = "accountEnabled,assignedLicenses,assignedPlans,userType,userPrincipalName";
    let path = format!("/users/{}?$select={select}", user.id);
    bed.get(&path).await.json()
}

fn is_licensed(properties: &Value) -> bool {
    properties["assignedPlans"]
        .as_array()
        .is_some_and(|plans| !plans.is_empty())
}

#[tokio::test]
async fn a_user_without_a_license_has_none_whatever_the_drive_says() {
    let bed = Bed::start().await;
    for shape in [
        NotProvisionedShape::MysiteNotFound,
        NotProvisionedShape::ItemNotFound,
    ] {
        for unlicensed in [true, false] {
            let name = format!("u-{shape:?}-{unlicensed}");
            let user = User {
                unlicensed,
                ..User::new(name, "Somebody").without_drive(shape)
            };
            let user = add(&bed, user);
            assert_eq!(is_licensed(&properties(&bed, &user).await), !unlicensed);
            let drive = bed.get(&format!("/users/{}/drive", user.id)).await;
            assert_eq!(drive.status, 404);
        }
    }
}

#[tokio::test]
async fn a_shared_mailbox_is_refused_without_a_word() {
    let bed = Bed::start().await;
    let office = add(&bed, User::shared_mailbox("office", "Office"));
    let told = properties(&bed, &office).await;
    assert_eq!(told["accountEnabled"], false);
    assert!(!is_licensed(&told));
    let drive = bed.get(&format!("/users/{}/drive", office.id)).await;
    assert_eq!(drive.refusal(), (403, "UnknownError".to_owned()));
    assert_eq!(drive.json()["error"]["message"], "");
}

#[tokio::test]
async fn a_disabled_users_drive_stays_readable() {
    let bed = Bed::start().await;
    let user = User {
        disabled: true,
        ..User::new("former", "Former")
    };
    let former = add(&bed, user);
    assert_eq!(properties(&bed, &former).await["accountEnabled"], false);
    let drive = bed.get(&format!("/users/{}/drive/root", former.id)).await;
    assert_eq!(drive.status, 200);
}

#[tokio::test]
async fn a_locked_site_locks_all_that_is_in_it() {
    let bed = Bed::start().await;
    let locked = User {
        drive: DriveState::Locked,
        ..User::new("locked", "Locked")
    };
    let locked = add(&bed, locked);
    for path in ["", "/root", "/root/children", "/root:/a.txt"] {
        let answer = bed.get(&format!("/drives/{}{path}", locked.drive_id)).await;
        assert_eq!(answer.refusal(), (423, "notAllowed".to_owned()), "{path}");
        assert_eq!(answer.inner_code(), "resourceLocked");
    }
}

#[tokio::test]
async fn a_drive_over_its_quota_takes_nothing_more() {
    let mut bed = Bed::start().await;
    bed.set_roles(&[Role::FilesReadWriteAll]).await;
    let user = User {
        quota: Quota::Exceeded,
        ..User::new("full", "Full")
    };
    let full = add(&bed, user);
    let drive = bed.get(&format!("/drives/{}", full.drive_id)).await.json();
    assert_eq!(drive["quota"]["state"], "exceeded");
    let path = format!("/drives/{}/root:/new.txt:/content", full.drive_id);
    let request = bed.request(reqwest::Method::PUT, &path).body("new");
    let answer = crate::kit::read(request.send().await.unwrap()).await;
    assert_eq!(answer.refusal(), (507, "quotaLimitReached".to_owned()));
}

#[tokio::test]
async fn a_guest_is_one_by_type_and_name() {
    let bed = Bed::start().await;
    let user = User {
        guest_of: Some("home.example".to_owned()),
        ..User::new("gus", "Gus")
    };
    let gus = add(&bed, user);
    let told = properties(&bed, &gus).await;
    assert_eq!(told["userType"], "Guest");
    assert_eq!(
        told["userPrincipalName"],
        "gus_home.example#EXT#@contoso.example"
    );
}
