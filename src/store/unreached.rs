//! What is kept of a drive's entries goes with the last mount of the drive.

use super::database::Writing;
use super::error::StoreError;

/// Of drives that no mount leads to any more, be it one that is not declared at present. Where it is not known
/// yet which drive a mount leads to, nothing is given up.
macro_rules! delete_unreached {
    ($table:literal) => {
        concat!(
            "WITH reached AS MATERIALIZED ( \
                SELECT CASE mounts.source_kind WHEN 'drive' THEN mounts.source_value \
                    ELSE drives.drive_id END AS drive_id \
                FROM mounts LEFT JOIN drives ON drives.tenant_id = mounts.tenant_id \
                    AND drives.source_kind = mounts.source_kind \
                    AND drives.source_value = mounts.source_value) \
            DELETE FROM ",
            $table,
            " WHERE drive_id NOT IN (SELECT drive_id FROM reached WHERE drive_id IS NOT NULL) \
                AND NOT EXISTS (SELECT 1 FROM reached WHERE drive_id IS NULL)"
        )
    };
}

const LOCKS: &str = delete_unreached!("locks");
const PROPERTIES: &str = delete_unreached!("properties");
const CHECKSUMS: &str = delete_unreached!("checksums");

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("LOCKS", LOCKS),
    ("PROPERTIES", PROPERTIES),
    ("CHECKSUMS", CHECKSUMS),
];

/// Forgets locks, properties and sums of entries of drives that are mounted no more.
pub(super) async fn clear(writing: &mut Writing) -> Result<(), StoreError> {
    for statement in [LOCKS, PROPERTIES, CHECKSUMS] {
        sqlx::query(statement).execute(&mut **writing).await?;
    }
    Ok(())
}
