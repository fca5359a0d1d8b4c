//! What is noted, and what is read of it.

use std::time::Duration;

use super::reading::*;
use crate::domain::{AccountId, Actor, AuditEntry, Deed, DeedEnd, Username};
use crate::store::fixtures::{NOW, TestStore, path};

fn by(name: &str) -> Actor {
    Actor {
        account: Some(AccountId::from_unique(name)),
        username: Some(Username::parse(name).expect("a name")),
        ..Actor::default()
    }
}

/// Notes a deed; the id of its row is the next number.
async fn note(test: &TestStore, actor: &str, deed: Deed, at: Option<&str>) {
    let entry = AuditEntry::new(NOW, by(actor), deed);
    let entry = match at {
        Some(place) => entry.at_path(path(place)),
        None => entry,
    };
    let noted = test.store.append_audit(&entry).await;
    noted.expect("it is writable");
}

async fn ids(test: &TestStore, query: AuditQuery) -> Vec<i64> {
    let rows = test.store.list_audit(&query).await.expect("readable");
    rows.into_iter().map(|row| row.id.number()).collect()
}

/// A log of six rows.
async fn log() -> TestStore {
    let test = TestStore::new().await;
    note(&test, "ada", Deed::SignIn, None).await;
    note(&test, "ada", Deed::FilePut, Some("/Contoso/a")).await;
    note(&test, "bob", Deed::FilePut, Some("/contoso-b/a")).await;
    note(&test, "bob", Deed::FileDelete, Some("/CONTOSO")).await;
    note(&test, "eve", Deed::SignIn, None).await;
    note(&test, "eve", Deed::FilePut, Some("/fabrikam/%_/x")).await;
    test
}

fn all() -> AuditQuery {
    AuditQuery::newest(100)
}

#[tokio::test]
async fn a_deed_comes_back_as_it_was_noted() {
    let test = TestStore::new().await;
    let actor = Actor {
        pass: Some("tok_1".into()),
        address: Some([192, 0, 2, 1].into()),
        request_id: Some("a request".into()),
        ..by("ada")
    };
    let entry = AuditEntry::new(NOW, actor.clone(), Deed::MountUpdate)
        .to("mnt_1")
        .at_path(path("/Été"))
        .with_fields(vec!["path", "read_only"])
        .ended(DeedEnd::Unclear);
    let noted = test.store.append_audit(&entry).await;
    noted.expect("it is writable");
    let rows = test.store.list_audit(&all()).await.expect("readable");
    let expected = AuditRecord {
        id: AuditId::from_number(1),
        at: NOW,
        actor,
        deed: Deed::MountUpdate,
        end: DeedEnd::Unclear,
        subject: Some("mnt_1".to_owned()),
        path: Some(path("/Été")),
        fields: vec!["path".to_owned(), "read_only".to_owned()],
    };
    assert_eq!(rows, [expected]);
}

#[tokio::test]
async fn a_deed_that_is_begun_is_unclear_until_it_is_said_how_it_ended() {
    let test = TestStore::new().await;
    let ends = async || {
        let rows = test.store.list_audit(&all()).await.expect("readable");
        rows.iter().map(|row| row.end).collect::<Vec<_>>()
    };
    let entry = AuditEntry::new(NOW, by("ada"), Deed::FileMove).at_path(path("/a"));
    let both = [entry.clone(), entry.at_path(path("/b"))];
    let begun = test.store.begin_audit(&both).await.expect("writable");
    note(&test, "bob", Deed::FilePut, Some("/c")).await;
    assert_eq!(
        ends().await,
        [DeedEnd::Done, DeedEnd::Unclear, DeedEnd::Unclear]
    );
    let ended = test.store.end_audit(&begun, DeedEnd::Failed).await;
    ended.expect("writable");
    assert_eq!(
        ends().await,
        [DeedEnd::Done, DeedEnd::Failed, DeedEnd::Failed]
    );
}

#[tokio::test]
async fn the_log_is_read_page_by_page_from_the_newest_on() {
    let test = log().await;
    let mut query = AuditQuery::newest(4);
    assert_eq!(ids(&test, query.clone()).await, [6, 5, 4, 3]);
    query.before = Some(AuditId::from_number(3));
    assert_eq!(ids(&test, query).await, [2, 1]);
}

#[tokio::test]
async fn rows_meet_every_condition() {
    let test = log().await;
    let account = |name| Some(AccountId::from_unique(name));
    let below = |place| Some(path(place).key());
    for (account, deed, below, expected) in [
        (account("ada"), None, None, vec![2, 1]),
        (account("ada"), Some(Deed::FilePut), None, vec![2]),
        (None, Some(Deed::FilePut), None, vec![6, 3, 2]),
        (None, None, below("/contoso"), vec![4, 2]),
        (None, None, below("/"), vec![6, 4, 3, 2]),
        (None, None, below("/fabrikam/%_"), vec![6]),
        (None, None, below("/fabrikam/%"), vec![]),
        (None, Some(Deed::FilePut), below("/contoso"), vec![2]),
        (account("bob"), None, below("/contoso"), vec![4]),
        (
            account("eve"),
            Some(Deed::FilePut),
            below("/contoso"),
            vec![],
        ),
    ] {
        let query = AuditQuery {
            account,
            deed,
            below,
            ..all()
        };
        let found = ids(&test, query.clone()).await;
        assert_eq!(found, expected, "{query:?}");
    }
}

#[tokio::test]
async fn who_looks_after_a_tenant_sees_what_was_done_there_and_what_its_people_did_nowhere_in_the_tree()
 {
    let test = log().await;
    let scope = |prefixes: &[&str], people: &[&str]| {
        Some(AuditScope {
            prefixes: prefixes.iter().map(|place| path(place).key()).collect(),
            accounts: people.iter().map(AccountId::from_unique).collect(),
        })
    };
    let eve = Some(AccountId::from_unique("eve"));
    for (scope, account, deed, expected) in [
        (scope(&[], &[]), None, None, vec![]),
        (scope(&["/contoso"], &[]), None, None, vec![4, 2]),
        (scope(&["/contoso"], &["ada"]), None, None, vec![4, 2, 1]),
        (
            scope(&["/x", "/fabrikam"], &["ada", "bob"]),
            None,
            None,
            vec![6, 1],
        ),
        (
            scope(&["/contoso"], &["ada"]),
            None,
            Some(Deed::FilePut),
            vec![2],
        ),
        (scope(&["/contoso"], &["ada"]), eve.clone(), None, vec![]),
        (scope(&["/fabrikam"], &[]), eve, None, vec![6]),
    ] {
        let query = AuditQuery {
            account,
            deed,
            scope,
            ..all()
        };
        let found = ids(&test, query.clone()).await;
        assert_eq!(found, expected, "{query:?}");
    }
    let query = AuditQuery {
        scope: scope(&["/contoso"], &["ada"]),
        below: Some(path("/contoso/a").key()),
        before: Some(AuditId::from_number(3)),
        ..all()
    };
    assert_eq!(ids(&test, query).await, [2]);
}

#[tokio::test]
async fn no_reader_goes_through_the_whole_log() {
    let test = TestStore::new().await;
    for (statement, index) in [
        (LIST, "SEARCH audit_log USING INTEGER PRIMARY KEY (rowid<?)"),
        (
            LIST_BY_ACCOUNT,
            "SEARCH audit_log USING INDEX audit_log_account_id (account_id=? AND rowid<?)",
        ),
        (
            LIST_BY_DEED,
            "SEARCH audit_log USING INDEX audit_log_deed (deed=? AND rowid<?)",
        ),
        (
            LIST_BY_PATH,
            "SEARCH audit_log USING INDEX audit_log_path_key (path_key>? AND path_key<?)",
        ),
        (
            LIST_BY_SCOPE,
            "SEARCH audit_log USING INTEGER PRIMARY KEY (rowid=?)",
        ),
        (
            LIST_BY_SCOPE,
            "audit_log_path_key (path_key>? AND path_key<?)",
        ),
        (LIST_BY_SCOPE, "audit_log_account_id (account_id=?)"),
    ] {
        let plan = test.plan_of(statement).await;
        assert!(plan.contains(index), "{plan}");
        assert!(
            !plan.contains("SCAN audit_log") && !plan.contains("SCAN log"),
            "{plan}"
        );
    }
}

#[tokio::test]
async fn what_is_old_enough_is_forgotten_and_its_number_never_comes_again() {
    let test = log().await;
    let forgotten = test.store.delete_audit_before(NOW).await;
    assert_eq!(forgotten.expect("it is writable"), 0);
    let later = NOW.after(Duration::from_millis(1));
    let forgotten = test.store.delete_audit_before(later).await;
    assert_eq!(forgotten.expect("it is writable"), 6);
    note(&test, "ada", Deed::SignIn, None).await;
    assert_eq!(ids(&test, all()).await, [7]);
}
