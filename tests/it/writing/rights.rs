//! Who may write what: the decision at both ends, and at everything below.

use graph_sim::switches::Plus;
use onefold::domain::{Deletion, Error, IfExists, Right, Segment};
use onefold::services::{Change, NewRule, RuleContent};

use super::scene::{Scene, path, plan, replace, source, under_way};
use super::{code, done};

const READ: &[Right] = &[Right::List, Right::Read];
const WRITE: &[Right] = &[Right::List, Right::Read, Right::Write];
const DELETE: &[Right] = &[Right::List, Right::Read, Right::Delete];
const ALL: &[Right] = &[Right::List, Right::Read, Right::Write, Right::Delete];

/// What somebody may do who holds these rights at two folders.
async fn assert_may(scene: &Scene, name: &str, rights: [&'static [Right]; 2], may: [bool; 5]) {
    let places = [
        ("/contoso/bob/team", rights[0]),
        ("/contoso/bob/shelf", rights[1]),
    ];
    let member = scene.member(name, &places).await;
    let files = scene.files();
    scene.bob(|drive| {
        for file in [
            "/team/put",
            "/team/renamed",
            "/team/moved",
            "/team/copied",
            "/team/deleted",
        ] {
            drive.add_file(
                &format!("{file} by {name}"),
                "x",
                graph_sim::World::BEGINNING,
            );
        }
    });
    scene.house.advance(std::time::Duration::from_mins(2));
    let at = |deed: &str| path(&format!("/contoso/bob/team/{deed} by {name}"));
    let to = |deed: &str| path(&format!("/contoso/bob/shelf/{deed} by {name}"));
    let change = Change {
        name: Segment::parse(&format!("other of {name}")).ok(),
        ..Change::nothing()
    };
    let done = [
        files
            .put(&member, &at("put"), source("y"), replace())
            .await
            .err(),
        files.update(&member, &at("renamed"), change).await.err(),
        files
            .move_to(&member, (&at("moved"), &to("moved")), IfExists::Fail)
            .await
            .err(),
        files
            .copy(&member, (&at("copied"), &to("copied")), IfExists::Fail)
            .await
            .err(),
        files
            .delete(&member, &at("deleted"), Deletion::Recycle, None)
            .await
            .err(),
    ];
    for ((deed, may), refused) in ["put", "rename", "move", "copy", "delete"]
        .iter()
        .zip(may)
        .zip(done)
    {
        let code = refused.as_ref().map(Error::code);
        assert_eq!(code, (!may).then_some("forbidden"), "{name}: {deed}");
    }
}

#[tokio::test]
async fn each_deed_needs_its_right_at_each_end() {
    let scene = Scene::start().await;
    assert_may(&scene, "reader", [READ, READ], [false; 5]).await;
    assert_may(
        &scene,
        "copier",
        [READ, WRITE],
        [false, false, false, true, false],
    )
    .await;
    assert_may(
        &scene,
        "writer",
        [WRITE, READ],
        [true, true, false, false, false],
    )
    .await;
    assert_may(
        &scene,
        "both",
        [WRITE, WRITE],
        [true, true, false, true, false],
    )
    .await;
    assert_may(
        &scene,
        "deleter",
        [DELETE, READ],
        [false, false, false, false, true],
    )
    .await;
    assert_may(
        &scene,
        "mover",
        [DELETE, WRITE],
        [false, false, true, true, true],
    )
    .await;
    assert_may(
        &scene,
        "blind",
        [&[Right::List, Right::Write, Right::Delete], WRITE],
        [true, true, true, false, true],
    )
    .await;
    scene.stop().await;
}

#[tokio::test]
async fn a_folder_goes_nowhere_with_something_closed_below_it() {
    let scene = Scene::start().await;
    let granted = [
        ("/contoso/ada", ALL),
        ("/contoso/ada/plain/sub/deep", READ),
        ("/contoso/bob", ALL),
    ];
    let member = scene.member("mel", &granted).await;
    let files = scene.files();
    let (from, to) = (path("/contoso/ada/plain"), path("/contoso/bob/shelf/plain"));
    assert_eq!(
        code(files.move_to(&member, (&from, &to), IfExists::Fail).await),
        "forbidden"
    );
    assert_eq!(
        code(files.delete(&member, &from, Deletion::Recycle, None).await),
        "forbidden"
    );
    let change = Change {
        name: Segment::parse("x").ok(),
        ..Change::nothing()
    };
    assert_eq!(
        code(files.update(&member, &from, change).await),
        "forbidden"
    );
    // What comes to lie there would come under what is closed there.
    let (from, to) = (path("/contoso/bob/team"), path("/contoso/ada/plain/sub"));
    assert_eq!(
        code(files.copy(&member, (&from, &to), IfExists::Replace).await),
        "forbidden"
    );
    assert_eq!(scene.calls(), 0);
    // All of it may be read, so all of it may be copied.
    let (from, to) = (path("/contoso/ada/plain"), path("/contoso/bob/shelf/copy"));
    let transfer = under_way(done(
        files.copy(&member, (&from, &to), IfExists::Fail).await,
    ));
    let report = scene.ended(&transfer).await;
    assert!(report.errors.is_empty(), "{report:?}");
    scene.stop().await;
}

#[tokio::test]
async fn a_folder_password_closes_it_to_writers_too() {
    let scene = Scene::start().await;
    let member = scene.member("mel", &[("/contoso", ALL)]).await;
    let rule = NewRule {
        path: path("/contoso/bob/shelf"),
        content: RuleContent::default(),
        password: Some(onefold::domain::Secret::new("open sesame".to_owned())),
    };
    done(scene.administration().folder_rules().create(rule).await);
    scene.forget();
    let files = scene.files();
    let put = files
        .put(
            &member,
            &path("/contoso/bob/shelf/x"),
            source("x"),
            replace(),
        )
        .await;
    assert_eq!(code(put), "locked");
    let (from, to) = (
        path("/contoso/bob/team/t.txt"),
        path("/contoso/bob/shelf/x"),
    );
    assert_eq!(
        code(files.move_to(&member, (&from, &to), IfExists::Fail).await),
        "locked"
    );
    let deleted = files
        .delete(
            &member,
            &path("/contoso/bob/shelf"),
            Deletion::Recycle,
            None,
        )
        .await;
    assert_eq!(code(deleted), "locked");
    assert_eq!(scene.calls(), 0);
    scene.stop().await;
}

/// Names that a rule hides are there for those who may write. Whoever may delete, and not write, takes away a folder
/// only where nothing in it can be hidden from him; whether something is, he does not learn.
#[tokio::test]
async fn nobody_deletes_or_moves_a_folder_in_which_something_may_be_hidden_from_him() {
    let scene = Scene::start().await;
    let places = [("/contoso/ada", DELETE), ("/contoso/bob", ALL)];
    let member = scene.member("mel", &places).await;
    let administration = scene.administration();
    let rules = administration.folder_rules();
    let files = scene.files();
    let to = path("/contoso/bob/shelf/moved");
    for (rule, inherited, at, may) in [
        ("/contoso/ada/plain/sub", false, "/contoso/ada/plain", false),
        ("/contoso/ada/plain", false, "/contoso/ada/plain", false),
        ("/contoso", true, "/contoso/ada/plain/nothing", false),
        ("/contoso", true, "/contoso/ada/plain/one.txt", true),
        (
            "/contoso/ada/plain",
            false,
            "/contoso/ada/plain/nothing",
            true,
        ),
        (
            "/contoso/ada/plain/sub",
            true,
            "/contoso/ada/plain/sub/two.txt",
            true,
        ),
    ] {
        let content = RuleContent {
            inherited,
            hide: vec!["secret*".to_owned()],
            ..RuleContent::default()
        };
        let new = NewRule {
            path: path(rule),
            content,
            password: None,
        };
        let made = done(rules.create(new).await);
        scene.forget();
        let at = path(at);
        if may {
            done(files.delete(&member, &at, Deletion::Recycle, None).await);
        } else {
            let deleted = files.delete(&member, &at, Deletion::Recycle, None).await;
            assert_eq!(code(deleted), "forbidden", "{at} under {rule}");
            let moved = files.move_to(&member, (&at, &to), IfExists::Fail).await;
            assert_eq!(code(moved), "forbidden", "{at} under {rule}");
            assert!(scene.writes().is_empty(), "{:?}", scene.writes());
        }
        done(rules.delete(&made.id).await);
    }
    // Nothing is said about names any more.
    done(
        files
            .delete(
                &member,
                &path("/contoso/ada/plain"),
                Deletion::Recycle,
                None,
            )
            .await,
    );
    scene.stop().await;
}

#[tokio::test]
async fn letter_case_opens_nothing_that_is_closed() {
    let scene = Scene::start().await;
    let granted = [("/contoso/ada", ALL), ("/contoso/ada/plain/sub", READ)];
    let member = scene.member("mel", &granted).await;
    for at in ["/contoso/ada/plain/SUB/x", "/contoso/ada/Plain/Sub/x"] {
        let put = scene
            .files()
            .put(&member, &path(at), source("x"), replace())
            .await;
        assert_eq!(code(put), "forbidden", "{at}");
    }
    assert_eq!(scene.calls(), 0);
    scene.stop().await;
}

/// Microsoft has read a plus in a path as a blank: what is found there bears another name than was asked for.
#[tokio::test]
async fn what_is_found_under_another_name_is_decided_under_that_name() {
    let blank = plan().switch(|switches| switches.addressing.plus = Plus::Blank);
    let scene = Scene::of(blank).await;
    scene.ada(|drive| {
        drive.add_file("/top secret/s.txt", "secret", graph_sim::World::BEGINNING);
    });
    let granted = [
        ("/contoso/ada", ALL),
        ("/contoso/bob", ALL),
        ("/contoso/ada/top secret", &[][..]),
    ];
    let member = scene.member("mel", &granted).await;
    let files = scene.files();
    let change = Change {
        name: Segment::parse("x").ok(),
        ..Change::nothing()
    };
    for name in ["s.txt", "new.txt"] {
        let at = path(&format!("/contoso/ada/top+secret/{name}"));
        let to = path(&format!("/contoso/bob/shelf/{name}"));
        let own = path("/contoso/ada/plain/one.txt");
        let refused = [
            files.put(&member, &at, source("x"), replace()).await.err(),
            files.mkdir(&member, &at, true).await.err(),
            files.update(&member, &at, change.clone()).await.err(),
            files
                .move_to(&member, (&at, &to), IfExists::Fail)
                .await
                .err(),
            files
                .move_to(&member, (&own, &at), IfExists::Replace)
                .await
                .err(),
            files.copy(&member, (&at, &to), IfExists::Fail).await.err(),
            files
                .copy(&member, (&own, &at), IfExists::Replace)
                .await
                .err(),
            files
                .delete(&member, &at, Deletion::Recycle, None)
                .await
                .err(),
            files.versions(&member, &at).await.err(),
        ];
        let codes: Vec<_> = refused.iter().flatten().map(Error::code).collect();
        assert_eq!(codes.len(), refused.len(), "{name}: {codes:?}");
        let expected = ["not_found", "forbidden"];
        assert!(
            codes.iter().all(|code| expected.contains(code)),
            "{name}: {codes:?}"
        );
    }
    assert!(scene.writes().is_empty(), "{:?}", scene.writes());
    scene.stop().await;
}
