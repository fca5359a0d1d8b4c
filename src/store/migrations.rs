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
    let steps = STEPS.iter().map(|&(number, name, sql)| {
        let sql = sqlx::SqlSafeStr::into_sql_str(sql);
        Migration::new(number, name.into(), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(steps.collect())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

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
