//! The form of the database, step by step (see `migrations/README.md`).

use sqlx::SqlitePool;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use super::error::StoreError;

/// Every step: its number, its name, its SQL. Files that a test compares with this list.
const STEPS: &[(i64, &str, &str)] = &[
    (
        1,
        "tenants_mounts_accounts",
        include_str!("../../migrations/0001_tenants_mounts_accounts.sql"),
    ),
    (
        2,
        "certificates",
        include_str!("../../migrations/0002_certificates.sql"),
    ),
    (
        3,
        "source_folders",
        include_str!("../../migrations/0003_source_folders.sql"),
    ),
    (
        4,
        "uploads",
        include_str!("../../migrations/0004_uploads.sql"),
    ),
    (
        5,
        "upload_claims",
        include_str!("../../migrations/0005_upload_claims.sql"),
    ),
    (
        6,
        "people_and_rights",
        include_str!("../../migrations/0006_people_and_rights.sql"),
    ),
    (
        7,
        "names_of_groups",
        include_str!("../../migrations/0007_names_of_groups.sql"),
    ),
    (8, "locks", include_str!("../../migrations/0008_locks.sql")),
    (
        9,
        "properties",
        include_str!("../../migrations/0009_properties.sql"),
    ),
    (
        10,
        "exchanges",
        include_str!("../../migrations/0010_exchanges.sql"),
    ),
];

/// Takes the steps that are missing, all in one transaction that begins by locking: a server and a
/// command that open a new database at the same moment must not both take the first step.
pub(super) async fn run(writer: &SqlitePool) -> Result<(), StoreError> {
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    migrator()
        .run_direct(None, &mut *transaction, false)
        .await
        .map_err(|error| match error {
            MigrateError::VersionMissing(step) => StoreError::Newer { step },
            other => StoreError::Migration(other),
        })?;
    transaction.commit().await?;
    Ok(())
}

fn migrator() -> Migrator {
    migrator_of(STEPS)
}

fn migrator_of(steps: &[(i64, &'static str, &'static str)]) -> Migrator {
    let steps = steps.iter().map(|&(number, name, sql)| {
        let sql = sqlx::SqlSafeStr::into_sql_str(sql);
        Migration::new(number, name.into(), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(steps.collect())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::str::FromStr as _;

    use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

    use super::*;
    use crate::store::Store;

    #[test]
    fn every_file_of_the_folder_is_a_step_and_steps_have_no_gaps() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder is there")
            .map(|entry| entry.expect("an entry").file_name())
            .filter_map(|name| name.to_str()?.strip_suffix(".sql").map(str::to_owned))
            .collect();
        files.sort();
        let steps: Vec<String> = STEPS
            .iter()
            .map(|(number, name, _)| format!("{number:04}_{name}"))
            .collect();
        assert_eq!(files, steps);
        assert!(
            STEPS
                .iter()
                .map(|(number, ..)| *number)
                .eq((1..).take(STEPS.len()))
        );
    }

    #[tokio::test]
    async fn a_database_of_a_newer_version_is_refused() {
        let data_dir = tempfile::tempdir().expect("a folder");
        let store = Store::open(data_dir.path()).await.expect("a new database");
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (9999, 'from the future', 1, x'00', 0)",
        )
        .execute(store.writer())
        .await
        .expect("the table is there");
        store.close().await;
        let refused = Store::open(data_dir.path()).await.expect_err("it is newer");
        assert!(
            matches!(refused, StoreError::Newer { step: 9999 }),
            "{refused:?}"
        );
    }

    #[tokio::test]
    async fn groups_keep_their_members_and_grants_when_names_become_those_of_a_home() {
        let options = SqliteConnectOptions::from_str("sqlite::memory:").expect("an address");
        let pool = SqlitePoolOptions::new().max_connections(1);
        let pool = pool.connect_with(options.foreign_keys(true)).await;
        let pool = pool.expect("a database in memory");
        let mut connection = pool.acquire().await.expect("a connection");
        let earlier = migrator_of(&STEPS[..6]);
        let taken = earlier.run_direct(None, &mut *connection, false).await;
        taken.expect("a new database");
        let rows = "\
            INSERT INTO accounts (id, username, username_key, password_hash, role, generation, \
                created_at, updated_at) VALUES ('acc_1', 'ann', 'ann', '', 'member', 0, 1, 1);
            INSERT INTO groups VALUES ('grp_1', 'Team', 'team', NULL, 1, 2);
            INSERT INTO group_members VALUES ('grp_1', 'acc_1');
            INSERT INTO grants VALUES ('gra_1', 'grp_1', NULL, 'grp_1', '/a', '/a', 'list', 3, 4);
            INSERT INTO grants VALUES ('gra_2', 'guest', NULL, NULL, '/a', '/a', 'list', 3, 4);";
        let put = sqlx::raw_sql(rows).execute(&mut *connection).await;
        put.expect("rows of that time");
        drop(connection);
        run(&pool).await.expect("the steps that are missing");
        let kept = "\
            SELECT groups.name || groups.updated_at || group_members.account_id || rights \
                || grants.updated_at \
            FROM groups JOIN group_members ON group_members.group_id = groups.id \
            JOIN grants ON grants.group_id = groups.id";
        let kept: Vec<String> = sqlx::query_scalar(kept)
            .fetch_all(&pool)
            .await
            .expect("readable");
        assert_eq!(kept, ["Team2acc_1list4"]);
        let grants: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM grants")
            .fetch_one(&pool)
            .await
            .expect("readable");
        assert_eq!(grants, 2);
        for (statement, left) in [
            (
                "INSERT INTO groups VALUES ('grp_2', 'TEAM', 'team', NULL, 1, 1)",
                2,
            ),
            ("DELETE FROM groups WHERE id = 'grp_1'", 1),
        ] {
            let done = sqlx::query(statement).execute(&pool).await;
            assert_eq!(done.is_err(), left == 2, "{statement}");
            let grants: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM grants")
                .fetch_one(&pool)
                .await
                .expect("readable");
            assert_eq!(grants, left, "{statement}");
        }
    }

    #[tokio::test]
    async fn several_that_open_a_new_database_at_once_all_can() {
        for round in 0..10 {
            let data_dir = tempfile::tempdir().expect("a folder");
            let openings = (0..4).map(|_| Store::open(data_dir.path()));
            for opened in futures_util::future::join_all(openings).await {
                opened.unwrap_or_else(|error| panic!("round {round}: {error:?}"));
            }
        }
    }
}
