//! What is noted of deeds.

use graph_sim::{Fault, Listener};
use onefold::domain::{Caller, Deed, Deletion, IfExists, Segment};
use onefold::services::{AuditQuery, Change};
use onefold::store::{AuditQuery as Rows, AuditRecord, Store};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};

use super::scene::{Scene, path, replace, source, under_way};
use super::{code, done};

/// What was noted: the deed, its end, where, what it led to, and which fields; the oldest first.
async fn noted(scene: &Scene) -> Vec<String> {
    noted_below(scene, "/contoso").await
}

async fn noted_below(scene: &Scene, below: &str) -> Vec<String> {
    let query = AuditQuery {
        cursor: None,
        limit: 100,
        account: scene.admin.account().map(|account| account.id.clone()),
        deed: None,
        below: path(below).into(),
    };
    let page = done(scene.administration().audit_log().list(query).await);
    let mut rows: Vec<_> = page
        .entries
        .into_iter()
        .filter(|row| row.deed.name().starts_with("file."))
        .collect();
    rows.reverse();
    let line = |row: onefold::services::AuditView| {
        let at = row.path.map(|path| path.to_string()).unwrap_or_default();
        let to = row.subject.map(|to| format!(" > {to}")).unwrap_or_default();
        let fields = row.fields.join(" ");
        format!("{} {} {at}{to} {fields}", row.deed.name(), row.end.name())
            .trim_end()
            .to_owned()
    };
    rows.into_iter().map(line).collect()
}

#[tokio::test]
async fn every_write_is_noted_once_with_who_did_what_where() {
    let scene = Scene::start().await;
    let (files, admin) = (scene.files(), &scene.admin);
    done(
        files
            .put(
                admin,
                &path("/contoso/bob/shelf/a.txt"),
                source("a"),
                replace(),
            )
            .await,
    );
    done(
        files
            .mkdir(admin, &path("/contoso/bob/shelf/x"), false)
            .await,
    );
    done(
        files
            .mkdir(admin, &path("/contoso/bob/shelf/x"), false)
            .await,
    );
    let change = Change {
        name: Segment::parse("y").ok(),
        ..Change::nothing()
    };
    done(
        files
            .update(admin, &path("/contoso/bob/shelf/x"), change)
            .await,
    );
    let ways = (
        &path("/contoso/bob/shelf/a.txt"),
        &path("/contoso/bob/shelf/y/a.txt"),
    );
    done(files.move_to(admin, ways, IfExists::Fail).await);
    done(
        files
            .delete(
                admin,
                &path("/contoso/bob/shelf/y"),
                Deletion::Recycle,
                None,
            )
            .await,
    );
    let expected = [
        "file.put done /contoso/bob/shelf/a.txt",
        "file.mkdir done /contoso/bob/shelf/x",
        "file.update done /contoso/bob/shelf/x > /contoso/bob/shelf/y name",
        "file.move done /contoso/bob/shelf/a.txt > /contoso/bob/shelf/y/a.txt",
        "file.delete done /contoso/bob/shelf/y",
    ];
    assert_eq!(noted(&scene).await, expected);
    scene.stop().await;
}

#[tokio::test]
async fn what_is_refused_is_no_deed() {
    let scene = Scene::start().await;
    let files = scene.files();
    for caller in [scene.admin.clone(), Caller::anonymous()] {
        let put = files
            .put(&caller, &path("/contoso/closed/x"), source("x"), replace())
            .await;
        put.expect_err("read-only, or nobody");
        let at = path("/contoso/ada/docs");
        let deleted = files.delete(&caller, &at, Deletion::Recycle, None).await;
        deleted.expect_err("it holds a mount, or nobody");
    }
    assert_eq!(noted(&scene).await, [""; 0]);
    scene.stop().await;
}

#[tokio::test]
async fn how_it_ended_is_told_as_far_as_it_is_known() {
    let scene = Scene::start().await;
    let (files, admin) = (scene.files(), &scene.admin);
    let at = path("/contoso/docs/a.txt");
    scene.ada(|drive| {
        drive.lock("/docs/a.txt");
    });
    let locked = files.put(admin, &at, source("x"), replace()).await;
    assert_eq!(code(locked), "locked_upstream");
    scene.ada(|drive| {
        drive.unlock("/docs/a.txt");
    });
    let lost = Fault::on(Listener::Graph).method("DELETE");
    let held = scene
        .house
        .sim
        .faults()
        .hold(lost.drop_connection().after());
    let (deleted, ()) = tokio::join!(files.delete(admin, &at, Deletion::Recycle, None), async {
        assert!(held.arrived(1).await);
        // And nobody can be asked what has become of it.
        let down = Fault::on(Listener::Graph).method("GET").always();
        scene.house.sim.faults().add(down.status(503));
        held.release();
    });
    let error = deleted.expect_err("its answer is lost");
    assert!(error.is_unclear(), "{error:?}");
    scene.house.sim.faults().clear();
    let rows = noted(&scene).await;
    let expected = [
        "file.put failed /contoso/docs/a.txt",
        "file.delete unclear /contoso/docs/a.txt",
    ];
    assert_eq!(rows, expected);
    assert_eq!(Deed::FileDelete.name(), "file.delete");
    scene.stop().await;
}

#[tokio::test]
async fn what_leads_from_one_tenant_to_another_is_noted_at_both_and_names_neither_to_the_other() {
    let scene = Scene::start().await;
    let ways = (
        &path("/contoso/bob/team/t.txt"),
        &path("/twin/ada/plain/t.txt"),
    );
    let begun = scene.files().copy(&scene.admin, ways, IfExists::Fail).await;
    let report = scene.ended(&under_way(done(begun))).await;
    assert!(report.errors.is_empty(), "{report:?}");
    let rows = noted_below(&scene, "/").await;
    let expected = [
        "file.copy done /contoso/bob/team/t.txt",
        "file.copy done /twin/ada/plain/t.txt",
    ];
    assert_eq!(rows, expected);
    scene.stop().await;
}

/// What the audit log would say if the server were killed now: it is read out of a copy of the files.
async fn ends_after_a_kill(scene: &Scene) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    for file in std::fs::read_dir(&scene.house.config.data_dir).expect("it is ours") {
        let file = file.expect("a file");
        if file.file_type().is_ok_and(|kind| kind.is_file()) {
            let copy = folder.path().join(file.file_name());
            std::fs::copy(file.path(), copy).expect("readable");
        }
    }
    let store = Store::open(folder.path()).await.expect("it is whole");
    let rows = store.list_audit(&Rows::newest(100)).await;
    let rows = rows.expect("readable").into_iter();
    let of_files = rows.filter(|row| row.deed.name().starts_with("file."));
    let line = |row: AuditRecord| format!("{} {}", row.deed.name(), row.end.name());
    of_files.map(line).collect()
}

#[tokio::test]
async fn what_a_kill_interrupts_stays_unclear() {
    let scene = Scene::start().await;
    let (files, admin) = (scene.files(), &scene.admin);
    let at = path("/contoso/docs/a.txt");
    let asked = Fault::on(Listener::Graph).method("DELETE");
    let held = scene.house.sim.faults().hold(asked);
    let (deleted, killed) =
        tokio::join!(files.delete(admin, &at, Deletion::Recycle, None), async {
            assert!(held.arrived(1).await);
            let killed = ends_after_a_kill(&scene).await;
            held.release();
            killed
        });
    done(deleted);
    assert_eq!(killed, ["file.delete unclear"]);
    assert_eq!(ends_after_a_kill(&scene).await, ["file.delete done"]);

    let bytes = Fault::on(Listener::Content).method("GET");
    let held = scene.house.sim.faults().hold(bytes);
    let ways = (
        &path("/contoso/bob/team/t.txt"),
        &path("/twin/ada/plain/t.txt"),
    );
    let transfer = under_way(done(files.copy(admin, ways, IfExists::Fail).await));
    assert!(held.arrived(1).await);
    let killed = ends_after_a_kill(&scene).await;
    assert_eq!(
        killed,
        ["file.copy unclear", "file.copy unclear", "file.delete done"]
    );
    held.release();
    let report = scene.ended(&transfer).await;
    assert!(report.errors.is_empty(), "{report:?}");
    let ended = ends_after_a_kill(&scene).await;
    assert_eq!(
        ended,
        ["file.copy done", "file.copy done", "file.delete done"]
    );
    scene.stop().await;
}

#[tokio::test]
async fn what_can_t_be_noted_is_not_done() {
    let scene = Scene::start().await;
    let (files, admin) = (scene.files(), &scene.admin);
    let database = scene.house.config.data_dir.join("onefold.db");
    let options = SqliteConnectOptions::new().filename(database);
    let mut beside = SqliteConnection::connect_with(&options)
        .await
        .expect("it opens");
    let full =
        "CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'full'); END";
    sqlx::query(full)
        .execute(&mut beside)
        .await
        .expect("it is ours");
    scene.house.sim.journal().clear();
    let at = path("/contoso/docs/a.txt");
    let deleted = files.delete(admin, &at, Deletion::Recycle, None).await;
    assert_eq!(code(deleted), "internal");
    let put = files.put(admin, &at, source("x"), replace()).await;
    assert_eq!(code(put), "internal");
    let ways = (
        &path("/contoso/bob/team/t.txt"),
        &path("/twin/ada/plain/t.txt"),
    );
    let copied = files.copy(admin, ways, IfExists::Fail).await;
    assert_eq!(code(copied), "internal");
    let changes = scene.house.sim.journal().entries();
    let changes = changes
        .iter()
        .filter(|one| one.method != "GET" && one.listener == Listener::Graph);
    assert_eq!(changes.count(), 0);
    scene.stop().await;
}
