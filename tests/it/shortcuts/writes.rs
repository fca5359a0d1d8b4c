//! Writes don't follow shortcuts: what is done to one is done to the shortcut.

use bytes::Bytes;
use futures_util::stream;
use onefold::domain::{ByteSource, Deletion, IfExists, Secret, VirtualPath, Visit};
use onefold::services::{PutRequest, SignIn};

use super::house;
use crate::support::House;

#[tokio::test]
async fn deleting_a_shortcut_deletes_the_shortcut_and_nothing_is_put_below_one() {
    let (house, admin) = house().await;
    let path = |text: &str| VirtualPath::parse(text).expect("a path");
    let services = house.services();
    let sign_in = SignIn {
        username: House::USERNAME.to_owned(),
        password: Secret::new(House::PASSWORD.to_owned()),
        client: None,
        visit: Visit::default(),
    };
    let session = services
        .sessions
        .sign_in(sign_in)
        .await
        .expect("it is right");
    let caller = services
        .sessions
        .caller(&session.token)
        .await
        .expect("it is good");
    assert_eq!(admin.list("/contoso/ada/Work/Short").await.status, 200);
    let bytes = stream::iter([Ok(Bytes::from_static(b"new"))]);
    let source = ByteSource::once(Some(3), Box::pin(bytes));
    let below = path("/contoso/ada/Work/Short/new.txt");
    let request = PutRequest::new(IfExists::Replace);
    let put = services.files.put(&caller, &below, source, request).await;
    assert!(put.is_err(), "{put:?}");
    let inside = path("/contoso/ada/Work/Short/plan.txt");
    let deleted = services
        .files
        .delete(&caller, &inside, Deletion::Recycle, None);
    assert!(deleted.await.is_err());
    let shortcut = path("/contoso/ada/Work/Short");
    let deleted = services
        .files
        .delete(&caller, &shortcut, Deletion::Recycle, None);
    deleted.await.expect("a shortcut can be deleted");
    let org = &house.orgs[1];
    house.sim.change(|world| {
        assert!(!world.drive_of(&org.ada).exists("/Work/Short"));
        assert!(world.drive_of(&org.bob).exists("/Projects/plan.txt"));
        assert!(!world.drive_of(&org.bob).exists("/Projects/new.txt"));
    });
    assert_eq!(admin.list("/contoso/ada/Work/Short").await.status, 404);
    assert_eq!(
        admin.list("/contoso/projects").await.names(),
        ["Deep", "plan.txt"]
    );
    house.stop().await;
}
