//! Reading the audit log, the newest deed first.

use sqlx::sqlite::SqliteRow;

use crate::domain::{AccountId, Actor, Deed, DeedEnd, PathKey, Timestamp, Username, VirtualPath};
use crate::store::cells::Cells;
use crate::store::database::Store;
use crate::store::error::StoreError;

/// Each statement finds its rows by one index and looks at all conditions. What is absent is NULL.
macro_rules! select {
    ($by:literal) => {
        concat!(
            "SELECT id, at, account_id, username, pass, address, request_id, deed, ended, subject, \
             path, fields FROM audit_log WHERE ",
            $by,
            " AND ($3 IS NULL OR account_id = $3) \
             AND ($4 IS NULL OR deed = $4) \
             AND ($5 IS NULL OR path_key >= $5 || '/' AND path_key < $5 || '0') \
             AND ($6 IS NULL \
                OR (path_key IS NULL AND account_id IN (SELECT value FROM json_each($7))) \
                OR EXISTS (SELECT 1 FROM json_each($6) \
                    WHERE path_key >= value || '/' AND path_key < value || '0')) \
             ORDER BY id DESC LIMIT $2"
        )
    };
}

pub(super) const LIST: &str = select!("id < $1");
pub(super) const LIST_BY_ACCOUNT: &str = select!("account_id = $3 AND id < $1");
pub(super) const LIST_BY_DEED: &str = select!("deed = $4 AND id < $1");
pub(super) const LIST_BY_PATH: &str =
    select!("path_key >= $5 || '/' AND path_key < $5 || '0' AND +id < $1");
/// What others do costs a tenant's administrator no time, and so tells him nothing.
pub(super) const LIST_BY_SCOPE: &str = select!(
    "id < $1 AND id IN ( \
        SELECT log.id FROM json_each($6) AS prefixes CROSS JOIN audit_log AS log \
            ON log.path_key >= prefixes.value || '/' AND log.path_key < prefixes.value || '0' \
        UNION ALL \
        SELECT log.id FROM json_each($7) AS accounts CROSS JOIN audit_log AS log \
            ON log.account_id = accounts.value AND log.path_key IS NULL)"
);

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("LIST", LIST),
    ("LIST_BY_ACCOUNT", LIST_BY_ACCOUNT),
    ("LIST_BY_DEED", LIST_BY_DEED),
    ("LIST_BY_PATH", LIST_BY_PATH),
    ("LIST_BY_SCOPE", LIST_BY_SCOPE),
];

/// Where a row stands in the audit log. A later row has a greater one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AuditId(i64);

impl AuditId {
    /// From its number, such as a cursor holds. That a row has it is not said.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// The number, for a cursor.
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// A row of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// Where it stands.
    pub id: AuditId,
    /// When it was done.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// What.
    pub deed: Deed,
    /// How it ended.
    pub end: DeedEnd,
    /// To which row of ours.
    pub subject: Option<String>,
    /// Where in the tree.
    pub path: Option<VirtualPath>,
    /// Which fields were changed.
    pub fields: Vec<String>,
}

/// Which rows are wanted: those that meet all of it.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery {
    /// At most so many.
    pub limit: u32,
    /// Older than this one.
    pub before: Option<AuditId>,
    /// Done by this account.
    pub account: Option<AccountId>,
    /// This deed.
    pub deed: Option<Deed>,
    /// Done at this path or below.
    pub below: Option<PathKey>,
    /// Those that may be seen; `None` is all.
    pub scope: Option<AuditScope>,
}

impl AuditQuery {
    /// The newest rows, at most so many.
    pub fn newest(limit: u32) -> Self {
        Self {
            limit,
            ..Self::default()
        }
    }
}

/// What an administrator of tenants may see: what was done in their parts of the tree, and what their people
/// did that was done nowhere in the tree. What they did elsewhere is another tenant's.
#[derive(Clone, Debug, Default)]
pub struct AuditScope {
    /// The parts of the tree.
    pub prefixes: Vec<PathKey>,
    /// The people.
    pub accounts: Vec<AccountId>,
}

impl Store {
    /// Rows of the audit log, the newest first. The last one's id leads on.
    pub async fn list_audit(&self, query: &AuditQuery) -> Result<Vec<AuditRecord>, StoreError> {
        let before = query.before.map_or(i64::MAX, AuditId::number);
        let scope = query.scope.as_ref();
        let prefixes = scope.map(|scope| array(scope.prefixes.iter().map(PathKey::as_str)));
        let accounts = scope.map(|scope| array(scope.accounts.iter().map(AccountId::as_str)));
        let list = sqlx::query(statement_for(query))
            .bind(before)
            .bind(query.limit)
            .bind(query.account.as_ref().map(AccountId::as_str))
            .bind(query.deed.map(Deed::name))
            .bind(query.below.as_ref().map(PathKey::as_str))
            .bind(prefixes)
            .bind(accounts);
        let rows = list.fetch_all(self.readers()).await?;
        rows.iter().map(read).collect()
    }
}

/// The statement that looks at the fewest rows.
const fn statement_for(query: &AuditQuery) -> &'static str {
    match query {
        AuditQuery {
            account: Some(_), ..
        } => LIST_BY_ACCOUNT,
        AuditQuery { below: Some(_), .. } => LIST_BY_PATH,
        AuditQuery { scope: Some(_), .. } => LIST_BY_SCOPE,
        AuditQuery { deed: Some(_), .. } => LIST_BY_DEED,
        _ => LIST,
    }
}

/// Texts as an array of JSON.
fn array<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.collect::<serde_json::Value>().to_string()
}

fn read(row: &SqliteRow) -> Result<AuditRecord, StoreError> {
    let cells = Cells::of("audit_log", row);
    let words = |column| cells.read::<Option<&str>>(column);
    Ok(AuditRecord {
        id: AuditId(cells.read("id")?),
        at: cells.time("at")?,
        actor: Actor {
            account: cells.optional("account_id", AccountId::parse)?,
            username: cells.optional("username", Username::parse)?,
            pass: words("pass")?.map(Into::into),
            address: cells.optional("address", str::parse)?,
            request_id: words("request_id")?.map(Into::into),
        },
        deed: cells.named("deed", Deed::from_name)?,
        end: cells.named("ended", DeedEnd::from_name)?,
        subject: words("subject")?.map(Into::into),
        path: cells.optional("path", VirtualPath::parse)?,
        fields: cells
            .text("fields")?
            .split_whitespace()
            .map(Into::into)
            .collect(),
    })
}
