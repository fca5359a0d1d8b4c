//! Bodies of tenants, mounts and accounts, in both directions.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::api::json::read;
use crate::api::shapes::{
    Me, Mount, MountCreation, MountPatch, Session, Tenant, TenantCreation, TenantList, TenantPatch,
    TestResult,
};
use crate::domain::{
    self, Account, AccountId, AppRootOf, Check, CheckState, ClientId, CloudName, CredentialFacts,
    CredentialKind, CredentialRole, Delivery, Diagnosis, DirectoryId, DriveId, DrivePath, Error,
    Health, Invalid, ItemId, Ladder, LibraryName, MountId, MountOptions, MountRoot, MountSource,
    Mountable, Origin, Role, Secret, SiteName, State, TenantId, Thumbprints, Timestamp, Username,
    VirtualPath,
};
use crate::services::{
    MountChange, MountView, NewMount, NewTenant, SignedIn, TenantChange, TenantView,
};

const GUID: &str = "8c1d3a60-7f1e-4a8e-9c55-0d7e5b0c9a01";

fn shown(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("it is JSON")
}

fn mount_of(source: MountSource, root: MountRoot) -> MountView {
    let mount = domain::Mount {
        id: MountId::from_unique("1"),
        path: VirtualPath::parse("/contoso/alice").expect("a path"),
        tenant_id: TenantId::from_unique("1"),
        source,
        root,
        delivery: Delivery::Proxy,
        read_only: true,
        options: MountOptions::default(),
        origin: Origin::Database,
        place: None,
        health: Health::default(),
    };
    MountView { mount }
}

#[test]
fn a_tenant_has_the_shape_that_scripts_rely_on_and_never_its_secret() {
    let tenant = domain::Tenant {
        id: TenantId::from_unique("1"),
        name: "Contoso".to_owned(),
        cloud: CloudName::parse("global").expect("a cloud"),
        directory_id: DirectoryId::parse(GUID).expect("an id"),
        client_id: ClientId::parse(GUID).expect("an id"),
        path_prefix: VirtualPath::parse("/contoso").expect("a path"),
        mountable: Mountable::default(),
        origin: Origin::Database,
        health: Health {
            state: State::Trouble(Diagnosis::SecretExpired),
            since: Timestamp::from_unix_ms(0),
        },
    };
    let view = TenantView {
        tenant,
        credentials: vec![
            CredentialFacts {
                kind: CredentialKind::Secret,
                role: CredentialRole::Current,
                thumbprints: None,
                expires_at: None,
                added_at: Some(Timestamp::from_unix_ms(0)),
            },
            CredentialFacts {
                kind: CredentialKind::Certificate,
                role: CredentialRole::Next,
                thumbprints: Some(Thumbprints {
                    sha1: [0xab; 20],
                    sha256: [0xcd; 32],
                }),
                expires_at: Some(Timestamp::from_unix_ms(1_000)),
                added_at: None,
            },
        ],
        warning: Some("not told where something is wrong already"),
        mounts: 2,
    };
    let expected = json!({
        "id": "tnt_1", "name": "Contoso", "cloud": "global", "directory_id": GUID, "client_id": GUID,
        "path_prefix": "/contoso",
        "mountable": {"users": [], "sites": [], "drives": []},
        "credentials": [
            {"kind": "secret", "role": "current", "thumbprint": null, "thumbprint_sha256": null,
             "expires_at": null, "added_at": "1970-01-01T00:00:00Z"},
            {"kind": "certificate", "role": "next", "thumbprint": "AB".repeat(20),
             "thumbprint_sha256": "CD".repeat(32), "expires_at": "1970-01-01T00:00:01Z", "added_at": null},
        ],
        "state": {"code": "secret_expired", "since": "1970-01-01T00:00:00Z", "hint": Diagnosis::SecretExpired.remedy()},
    });
    assert_eq!(shown(Tenant::from(view.clone())), expected);
    assert_eq!(
        Tenant::from(view.clone()).location(),
        "/api/v1/admin/tenants/tnt_1"
    );
    let list = shown(TenantList::from(vec![view]));
    assert_eq!(list, json!({"items": [expected], "next_cursor": null}));
}

#[test]
fn a_mount_says_its_source_and_its_root_by_kind() {
    let item = ItemId::parse("01A").expect("an id");
    let drive = DriveId::parse("b!x").expect("an id");
    let site = |site: &str, library: &str| MountSource::Site {
        site: SiteName::parse(site).expect("a site"),
        library: Some(LibraryName::parse(library).expect("a library")),
    };
    let user = "alice".to_owned();
    for (source, expected) in [
        (
            MountSource::User("alice".to_owned()),
            json!({"kind": "user", "user": "alice"}),
        ),
        (
            MountSource::Drive(drive.clone()),
            json!({"kind": "drive", "drive_id": "b!x"}),
        ),
        (
            site("h,1,2", "b!x"),
            json!({"kind": "site", "site": "h,1,2", "library": "b!x"}),
        ),
        (
            site("contoso.example:/sites/a", "Minutes"),
            json!({"kind": "site", "site": "contoso.example:/sites/a", "library": "Minutes"}),
        ),
        (
            MountSource::AppRoot(AppRootOf::User(user)),
            json!({"kind": "approot", "user": "alice"}),
        ),
        (
            MountSource::AppRoot(AppRootOf::Drive(drive)),
            json!({"kind": "approot", "drive_id": "b!x"}),
        ),
    ] {
        let new = new_mount(&mount_with("source", expected.clone())).expect("it makes sense");
        assert_eq!(new.source, source);
        let mount = shown(Mount::from(mount_of(source, MountRoot::Item(item.clone()))));
        assert_eq!(mount["source"], expected);
        assert_eq!(mount["root"], json!({"item_id": "01A"}));
    }
    let source = MountSource::User("alice".to_owned());
    let mount = mount_of(source, MountRoot::Path(DrivePath::root()));
    let expected = json!({
        "id": "mnt_1", "path": "/contoso/alice", "tenant_id": "tnt_1",
        "source": {"kind": "user", "user": "alice"}, "root": {"path": "/"},
        "delivery": "proxy", "read_only": true,
        "options": {
            "proxy": "allowed", "guest_redirect": false, "follow_shortcuts": "never",
            "permanent_delete": false, "worker_url": null, "dav": "auto", "junk": "pass",
        },
        "state": {"code": "unchecked", "since": "1970-01-01T00:00:00Z", "hint": null},
    });
    assert_eq!(shown(Mount::from(mount)), expected);
}

#[test]
fn a_session_an_account_and_a_ladder_are_shown() {
    let account = Arc::new(Account {
        id: AccountId::from_unique("1"),
        username: Username::parse("ada").expect("a name"),
        role: Role::Admin,
        home_tenant: None,
        enabled: true,
        generation: 0,
    });
    let me = json!({"id": "acc_1", "username": "ada", "role": "admin"});
    assert_eq!(shown(Me::from(&*account)), me);
    let session = Session::from(SignedIn {
        token: Secret::new("t".to_owned()),
        expires_at: Timestamp::from_unix_ms(1_000),
        account,
    });
    assert!(!format!("{session:?}").contains("\"t\""));
    assert_eq!(
        shown(session),
        json!({"token": "t", "expires_at": "1970-01-01T00:00:01Z"})
    );
    let check = Check {
        id: "token",
        state: CheckState::Fail,
        code: Some("secret_expired"),
        detail: "seen".to_owned(),
        hint: None,
    };
    let ladder = Ladder {
        checks: vec![check],
        failure: Some(Error::NotFound),
    };
    let step = json!({"id": "token", "state": "fail", "code": "secret_expired", "detail": "seen", "hint": null});
    assert_eq!(
        shown(TestResult::from(ladder)),
        json!({"ok": false, "checks": [step]})
    );
}

#[test]
fn a_new_tenant_lives_in_the_global_cloud_unless_told_otherwise() {
    let value = json!({"name": "n", "directory_id": "d", "client_id": "c", "client_secret": "hunter2", "path_prefix": "/a"});
    let body: TenantCreation = read(&value).expect("it is sound");
    assert!(!format!("{body:?}").contains("hunter2"));
    let new = NewTenant::try_from(body).expect("it makes sense");
    assert_eq!(
        (new.cloud.as_str(), new.path_prefix.as_str()),
        ("global", "/a")
    );
}

fn new_mount(value: &Value) -> Result<NewMount, Invalid> {
    read::<MountCreation>(value)?.try_into()
}

fn mount_with(key: &str, value: Value) -> Value {
    let mut mount =
        json!({"path": "/a", "tenant_id": "tnt_1", "source": {"kind": "user", "user": "u"}});
    mount[key] = value;
    mount
}

#[test]
fn a_new_mount_shows_the_whole_drive_by_redirect_unless_told_otherwise() {
    let new = new_mount(&mount_with("options", json!({}))).expect("it makes sense");
    assert_eq!(new.root, MountRoot::Path(DrivePath::root()));
    assert_eq!((new.delivery, new.read_only), (Delivery::Redirect, false));
    assert_eq!(new.options, MountOptions::default());
    let site = json!({"kind": "site", "site": "h,1,2"});
    let new = new_mount(&mount_with("source", site)).expect("it makes sense");
    assert!(matches!(
        new.source,
        MountSource::Site { library: None, .. }
    ));
}

/// A key of a mount, a value that makes no sense there, where the fault is found, and its code.
const SENSELESS: [(&str, &str, &str, &str); 24] = [
    ("path", r#""a""#, "/path", "invalid_path"),
    ("tenant_id", r#""mnt_1""#, "/tenant_id", "unknown_tenant"),
    (
        "source",
        r#"{"kind": "approot"}"#,
        "/source",
        "source_mismatch",
    ),
    (
        "source",
        r#"{"kind": "approot", "user": "u", "drive_id": "b!x"}"#,
        "/source",
        "source_mismatch",
    ),
    (
        "source",
        r#"{"kind": "site", "site": "h:sites"}"#,
        "/source/site",
        "invalid_site",
    ),
    (
        "source",
        r#"{"kind": "site", "site": "h", "library": "a/b"}"#,
        "/source/library",
        "invalid_library",
    ),
    (
        "source",
        r#"{"kind": "moon"}"#,
        "/source/kind",
        "unknown_value",
    ),
    ("source", r#"{"user": "u"}"#, "/source/kind", "missing_key"),
    (
        "source",
        r#"{"kind": "user"}"#,
        "/source",
        "source_mismatch",
    ),
    (
        "source",
        r#"{"kind": "user", "user": "u", "site": "s"}"#,
        "/source",
        "source_mismatch",
    ),
    (
        "source",
        r#"{"kind": "drive", "drive_id": "a/b"}"#,
        "/source/drive_id",
        "invalid_id",
    ),
    (
        "source",
        r#"{"kind": "site", "site": "a b"}"#,
        "/source/site",
        "invalid_id",
    ),
    ("root", "{}", "/root", "invalid_root"),
    (
        "root",
        r#"{"path": "/", "item_id": "1"}"#,
        "/root",
        "invalid_root",
    ),
    ("root", r#"{"path": "/../a"}"#, "/root/path", "invalid_path"),
    ("delivery", r#""pigeon""#, "/delivery", "unknown_value"),
    ("options", r#"{"x": 1}"#, "/options/x", "unknown_key"),
    ("options", "[]", "/options", "wrong_type"),
    (
        "options",
        r#"{"proxy": "maybe"}"#,
        "/options/proxy",
        "unknown_value",
    ),
    (
        "options",
        r#"{"proxy": null}"#,
        "/options/proxy",
        "wrong_type",
    ),
    (
        "options",
        r#"{"follow_shortcuts": "all"}"#,
        "/options/follow_shortcuts",
        "unknown_value",
    ),
    (
        "options",
        r#"{"worker_url": "ftp://x"}"#,
        "/options/worker_url",
        "invalid_worker_url",
    ),
    ("read_only", r#""yes""#, "/read_only", "wrong_type"),
    ("color", r#""red""#, "/color", "unknown_key"),
];

#[test]
fn a_mount_that_makes_no_sense_is_refused_with_a_pointer() {
    for (key, text, pointer, code) in SENSELESS {
        let value = serde_json::from_str(text).expect("it is JSON");
        let invalid = new_mount(&mount_with(key, value)).expect_err("it makes no sense");
        assert_eq!(
            (invalid.field.as_str(), invalid.code),
            (pointer, code),
            "{key}: {text}"
        );
    }
}

#[test]
fn a_patch_changes_what_it_names_and_nothing_else() {
    let body: TenantPatch = read(&json!({"name": "n"})).expect("it is sound");
    let change = TenantChange::try_from(body).expect("it makes sense");
    assert_eq!(change.name.as_deref(), Some("n"));
    assert!(
        change.cloud.is_none() && change.client_secret.is_none() && change.path_prefix.is_none()
    );
    let body: MountPatch =
        read(&json!({"read_only": true, "root": {"item_id": "1"}})).expect("it is sound");
    let change = MountChange::try_from(body).expect("it makes sense");
    assert_eq!(change.read_only, Some(true));
    assert!(matches!(change.root, Some(MountRoot::Item(_))) && change.source.is_none());
}

#[test]
fn a_patch_can_remove_nothing() {
    for key in ["name", "client_secret", "path_prefix"] {
        let refused = read::<TenantPatch>(&json!({key: null})).map_err(Invalid::from);
        assert_eq!(refused.expect_err("null removes").field, format!("/{key}"));
    }
    let refused = read::<MountPatch>(&json!({"options": null})).map_err(Invalid::from);
    assert_eq!(refused.expect_err("null removes").code, "wrong_type");
}
