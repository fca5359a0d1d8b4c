//! A database of a test's own, and rows to put into it.

use std::path::{Path, PathBuf};

use sqlx::Row as _;
use tempfile::TempDir;

use super::{NewCredential, Store};
use crate::domain::{
    Account, AccountId, Actor, AuditEntry, ClientId, CloudName, CredentialId, CredentialRole, Deed,
    Delivery, DirectoryId, DrivePath, FolderRule, Grant, GrantId, Group, GroupId, GroupName,
    Health, Mount, MountId, MountOptions, MountRoot, MountSource, Mountable, Origin, Principal,
    Rights, Role, RuleId, Sealed, Secret, Tenant, TenantId, Timestamp, Username, VirtualPath,
};

/// The time of a test.
pub(super) const NOW: Timestamp = Timestamp::from_unix_ms(1_763_694_000_123);

pub(super) fn tenant(number: u32) -> Tenant {
    let guid = format!("00000000-0000-0000-0000-{number:012}");
    Tenant {
        id: TenantId::from_unique(number),
        name: format!("Tenant {number}"),
        cloud: CloudName::parse("global").expect("a cloud"),
        directory_id: DirectoryId::parse(&guid).expect("a GUID"),
        client_id: ClientId::parse(&guid).expect("a GUID"),
        path_prefix: path(&format!("/Tenant{number}")),
        mountable: Mountable::default(),
        origin: Origin::Database,
        health: Health::default(),
    }
}

pub(super) fn mount(tenant: &Tenant, name: &str) -> Mount {
    Mount {
        id: MountId::from_unique(format!("{}-{name}", tenant.name.replace(' ', ""))),
        path: path(&format!("{}/{name}", tenant.path_prefix)),
        tenant_id: tenant.id.clone(),
        source: MountSource::User(format!("{name}@contoso.example")),
        root: MountRoot::Path(DrivePath::root()),
        delivery: Delivery::Redirect,
        read_only: true,
        options: MountOptions::default(),
        origin: tenant.origin,
        place: None,
        health: Health::default(),
    }
}

pub(super) fn account(username: &str) -> Account {
    Account {
        id: AccountId::from_unique(username.to_ascii_lowercase()),
        username: Username::parse(username).expect("a name"),
        role: Role::Admin,
        home_tenant: None,
        enabled: true,
        generation: 0,
    }
}

pub(super) fn group(name: &str) -> Group {
    Group {
        id: GroupId::from_unique(name.to_lowercase().replace(char::is_whitespace, "-")),
        name: GroupName::parse(name).expect("a name"),
        home_tenant: None,
    }
}

pub(super) fn grant(unique: &str, principal: Principal, at: &str) -> Grant {
    Grant {
        id: GrantId::from_unique(unique),
        principal,
        path: path(at),
        rights: Rights::READER,
    }
}

/// A rule that says nothing.
pub(super) fn rule(unique: &str, at: &str) -> FolderRule {
    FolderRule {
        id: RuleId::from_unique(unique),
        path: path(at),
        inherited: false,
        hide: Vec::new(),
        password: None,
        header: None,
        readme: None,
        view: None,
        sort: None,
    }
}

/// A row of the audit where it does not matter what it says.
pub(super) fn audit() -> AuditEntry {
    audit_at(NOW)
}

pub(super) fn audit_at(time: Timestamp) -> AuditEntry {
    AuditEntry::new(time, Actor::default(), Deed::Declare)
}

pub(super) fn credential(unique: &str, sealed: &[u8]) -> NewCredential {
    NewCredential {
        id: CredentialId::from_unique(unique),
        role: CredentialRole::Current,
        sealed: Sealed::from_bytes(sealed.to_vec()),
        certificate: None,
    }
}

pub(super) fn path(text: &str) -> VirtualPath {
    VirtualPath::parse(text).expect("a path")
}

/// A database in a folder that goes away with it.
pub(super) struct TestStore {
    pub(super) store: Store,
    data_dir: PathBuf,
    _folder: TempDir,
}

impl TestStore {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data_dir = folder.path().join("data");
        Self {
            store: Store::open(&data_dir).await.expect("a new database"),
            data_dir,
            _folder: folder,
        }
    }

    pub(super) fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    pub(super) async fn with_tenant(&self, number: u32) -> Tenant {
        let tenant = tenant(number);
        let inserted = self.store.insert_tenant(&tenant, &[], &audit()).await;
        inserted.expect("the tenant is new");
        tenant
    }

    pub(super) async fn with_mount(&self, tenant: &Tenant, name: &str) -> Mount {
        let mount = mount(tenant, name);
        let inserted = self.store.insert_mount(&mount, &audit()).await;
        inserted.expect("the mount is new");
        mount
    }

    /// An administrator of this name, with password hash `$hash`.
    pub(super) async fn with_account(&self, username: &str) -> Account {
        let account = account(username);
        let hash = Secret::new("$hash".to_owned());
        let audit = audit();
        let inserted = self.store.insert_account(&account, &[], &hash, &audit);
        inserted.await.expect("the account is new");
        account
    }

    /// How the database would run a statement, one step a line. A fresh opening is asked: one that has
    /// explained before goes on with what it believed of the tables then.
    pub(super) async fn plan_of(&self, statement: &'static str) -> String {
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        let fresh = Store::open(&self.data_dir).await.expect("it opens beside");
        let rows = sqlx::query(explain).fetch_all(fresh.readers()).await;
        let rows = rows.expect("it is understood");
        let steps = rows.iter().map(|row| row.get::<String, _>("detail"));
        steps.collect::<Vec<_>>().join("\n")
    }

    /// Whether the bytes are anywhere in the data directory: database, log or index.
    pub(super) fn holds(&self, needle: &[u8]) -> bool {
        let files = std::fs::read_dir(&self.data_dir).expect("the folder is there");
        files
            .map(|file| std::fs::read(file.expect("a file").path()).expect("it is readable"))
            .any(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
    }
}
