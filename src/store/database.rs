//! Opening the database, and the two ways into it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

use super::error::{StoreError, is_busy};
use super::notes::Notes;
use super::{folder, migrations};

/// How long a statement waits for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Readers never wait for one another or for the writer (WAL), so a few are enough.
const READERS: u32 = 4;

const WRITE_AHEAD: &str = "PRAGMA journal_mode = WAL";

/// How often the switch to a write-ahead log is tried; the second time it is usually done already.
const WRITE_AHEAD_ATTEMPTS: u32 = 5;

/// A write under way. What it did is undone unless it is committed.
pub(super) type Writing = Transaction<'static, Sqlite>;

/// The database. Clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    writer: SqlitePool,
    /// A second way to write, for what need not outlast a power cut: a commit does not wait for the disk.
    hasty: SqlitePool,
    readers: SqlitePool,
    notes: Notes,
}

impl Store {
    /// The database's file in the data directory.
    pub const FILE_NAME: &str = "onefold.db";

    /// Opens the database of a data directory, makes both where they are missing (0700 and 0600), and
    /// brings the database to the form of this version.
    ///
    /// A server takes the [`ServerLock`](super::ServerLock) first; commands may open beside it.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::Newer`], [`StoreError::Migration`], [`StoreError::Database`].
    pub async fn open(data_dir: &Path) -> Result<Self, StoreError> {
        let path = prepare(data_dir)?;
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        let writer = pool(1)
            .connect_with(
                // A commit must survive a power cut: whoever got a 201 will rely on it. Hence `Full`.
                options
                    .clone()
                    .synchronous(SqliteSynchronous::Full)
                    .optimize_on_close(true, None),
            )
            .await?;
        write_ahead(&writer).await?;
        migrations::run(&writer).await?;
        let hasty = options.clone().synchronous(SqliteSynchronous::Normal);
        let hasty = pool(1).connect_with(hasty).await?;
        let readers = pool(READERS).connect_with(options.read_only(true)).await?;
        Ok(Self {
            writer,
            hasty,
            readers,
            notes: Notes::default(),
        })
    }

    /// Waits for the statements under way and closes the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.hasty.close().await;
        self.writer.close().await;
    }

    /// Begins to write. `IMMEDIATE`, because a transaction that reads first and writes later is refused
    /// at once, without the busy timeout, where another process has written in between.
    pub(super) async fn begin(&self) -> Result<Writing, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Begins to write what must outlast a power cut, or need not.
    pub(super) async fn begin_lasting(&self, must_last: bool) -> Result<Writing, StoreError> {
        if must_last {
            return self.begin().await;
        }
        Ok(self.hasty.begin_with("BEGIN IMMEDIATE").await?)
    }

    pub(super) const fn notes(&self) -> &Notes {
        &self.notes
    }

    pub(super) const fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    #[cfg(test)]
    pub(super) const fn writer(&self) -> &SqlitePool {
        &self.writer
    }
}

/// Connections of a file need no check and no renewal; sqlx would do both by default.
fn pool(size: u32) -> PoolOptions<Sqlite> {
    SqlitePoolOptions::new()
        .max_connections(size)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
}

/// Switches a new database to a write-ahead log; one that has it keeps it.
///
/// The switch reads first and writes later, so it does not heed the busy timeout: where another process
/// switches at this moment, we queue behind it for a write lock, which does, and look again.
async fn write_ahead(writer: &SqlitePool) -> Result<(), StoreError> {
    let mut attempts = 1..WRITE_AHEAD_ATTEMPTS;
    loop {
        match sqlx::query(WRITE_AHEAD).execute(writer).await {
            Ok(_) => return Ok(()),
            Err(error) if is_busy(&error) && attempts.next().is_some() => {
                let turn = writer.begin_with("BEGIN IMMEDIATE").await?;
                turn.rollback().await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Makes folder and file before SQLite would make the file for everybody to read; its side files get
/// the rights of the database.
fn prepare(data_dir: &Path) -> Result<PathBuf, StoreError> {
    folder::ensure(data_dir)?;
    let path = data_dir.join(Store::FILE_NAME);
    // A file that is there is not even opened: closing it would drop the locks that a connection of
    // this very process holds on it (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    match folder::private_file().create_new(true).open(&path) {
        Ok(_) => Ok(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(path),
        Err(source) => Err(StoreError::Io { path, source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::AuditQuery;
    use crate::store::fixtures::{self, TestStore};
    use crate::store::{
        accounts, api_tokens, app_passwords, audit, carrying, clearing, credentials, declared,
        drives, exchanges, generation, grants, groups, handing_over, keys, locks, mounts,
        promotion, properties, rules, sessions, tenants, unreached, uploads,
    };

    #[tokio::test]
    async fn every_statement_is_understood_by_the_database() {
        use sqlx::{Executor as _, SqlSafeStr as _};
        let test = TestStore::new().await;
        let files = [
            api_tokens::ALL,
            app_passwords::ALL,
            carrying::ALL,
            clearing::ALL,
            credentials::ALL,
            declared::ALL,
            drives::ALL,
            exchanges::ALL,
            generation::ALL,
            grants::ALL,
            groups::ALL,
            handing_over::ALL,
            keys::ALL,
            locks::ALL,
            mounts::ALL,
            promotion::ALL,
            rules::ALL,
            tenants::ALL,
            unreached::ALL,
            uploads::ALL,
        ];
        let folders = [accounts::ALL, audit::ALL, properties::ALL, sessions::ALL];
        let all = folders.into_iter().flatten().chain(&files);
        for &(name, sql) in all.copied().flatten() {
            let prepared = test.store.readers().prepare(sql.into_sql_str()).await;
            prepared.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }

    #[tokio::test]
    async fn what_was_written_is_there_when_the_database_is_opened_again() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        test.store.close().await;
        let again = Store::open(test.data_dir()).await.expect("it opens again");
        let found = again.find_tenant(&tenant.id).await.expect("it is readable");
        assert_eq!(found.map(|tenant| tenant.name), Some(tenant.name));
    }

    #[tokio::test]
    async fn fifty_writers_at_once_through_two_openings_are_all_served() {
        let test = TestStore::new().await;
        let beside = Store::open(test.data_dir())
            .await
            .expect("a command beside it");
        let writes = (0..50).map(|number| {
            let store = if number % 2 == 0 {
                &test.store
            } else {
                &beside
            };
            async move {
                store
                    .insert_tenant(&fixtures::tenant(number), &[], &fixtures::audit())
                    .await
            }
        });
        for written in futures_util::future::join_all(writes).await {
            written.expect("nobody is told that the database is busy");
        }
        assert_eq!(test.store.list_tenants().await.expect("readable").len(), 50);
        let noted = test.store.list_audit(&AuditQuery::newest(100)).await;
        assert_eq!(noted.expect("readable").len(), 50);
    }

    #[tokio::test]
    async fn a_write_that_is_given_up_leaves_nothing_behind() {
        let test = TestStore::new().await;
        let before = test.store.generation().await.expect("readable");
        let mut writing = test.store.begin().await.expect("a transaction");
        generation::bump(&mut writing).await.expect("a write");
        drop(writing);
        assert_eq!(test.store.generation().await.expect("readable"), before);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_may_read_the_database_or_its_side_files() {
        use std::os::unix::fs::PermissionsExt as _;
        let test = TestStore::new().await;
        test.with_tenant(1).await;
        for name in ["onefold.db", "onefold.db-wal", "onefold.db-shm"] {
            let metadata =
                std::fs::metadata(test.data_dir().join(name)).expect("the file is there");
            assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
        }
        let metadata = std::fs::metadata(test.data_dir()).expect("the folder is there");
        assert_eq!(metadata.permissions().mode() & 0o777, 0o700);
    }
}
