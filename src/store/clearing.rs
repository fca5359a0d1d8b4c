//! What was said of places goes with what stood there: whoever gets the place next must not find open doors.

use super::audit;
use super::cells::Cells;
use super::database::Writing;
use super::error::StoreError;
use crate::domain::{AuditEntry, Deed, PathKey, VirtualPath};

/// Whether a key lies below another. A range instead of LIKE: it needs no escapes, and any index serves it.
/// The slash is the character before the zero.
macro_rules! below {
    ($key:literal, $other:literal) => {
        concat!(
            $key,
            " > ",
            $other,
            " || '/' AND ",
            $key,
            " < ",
            $other,
            " || '0'"
        )
    };
}

/// Deletes rows at or below `$1` that no mount stands at, above or below. Of the mounts those alone matter
/// that do so to `$1`: few, so that they are looked for once.
macro_rules! delete_from {
    ($table:literal) => {
        concat!(
            "WITH near AS MATERIALIZED (SELECT path_key AS place FROM mounts WHERE path_key = $1 OR ",
            below!("path_key", "$1"),
            " OR ",
            below!("$1", "path_key"),
            ") DELETE FROM ",
            $table,
            " WHERE (path_key = $1 OR ",
            below!("path_key", "$1"),
            ") AND NOT EXISTS (SELECT 1 FROM near WHERE place = path_key OR ",
            below!("place", "path_key"),
            " OR ",
            below!("path_key", "place"),
            ")"
        )
    };
}

/// The rows at or below `$1`.
macro_rules! list_from {
    ($table:literal) => {
        concat!(
            "SELECT id, path FROM ",
            $table,
            " WHERE path_key = $1 OR ",
            below!("path_key", "$1")
        )
    };
}

const LIST_GRANTS: &str = list_from!("grants");
const LIST_RULES: &str = list_from!("rules");
const DELETE_GRANT: &str = "DELETE FROM grants WHERE id = $1";
const DELETE_RULE: &str = "DELETE FROM rules WHERE id = $1";
const DELETE_GRANTS: &str = delete_from!("grants");
const DELETE_RULES: &str = delete_from!("rules");

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[
    ("DELETE_GRANTS", DELETE_GRANTS),
    ("DELETE_RULES", DELETE_RULES),
    ("LIST_GRANTS", LIST_GRANTS),
    ("LIST_RULES", LIST_RULES),
    ("DELETE_GRANT", DELETE_GRANT),
    ("DELETE_RULE", DELETE_RULE),
];

/// Deletes grants and rules at and below a place whose mount is gone, but those that still matter to another
/// mount, be it above or below: a grant there may close what would be open without it, and a rule may hide
/// it. A mount that is not declared at present counts as well, since it comes back as it was.
pub(super) async fn clear(place: &PathKey, writing: &mut Writing) -> Result<(), StoreError> {
    for statement in [DELETE_GRANTS, DELETE_RULES] {
        let delete = sqlx::query(statement).bind(place.as_str());
        delete.execute(&mut **writing).await?;
    }
    Ok(())
}

/// Deletes grants and rules at and below a place but at or below those that are `kept`, whatever mounts are or
/// come there: it is somebody else's from now on. Each is noted, as done by whoever did `cause`. Says how many.
pub(super) async fn clear_all_but(
    place: &PathKey,
    kept: &[&PathKey],
    cause: &AuditEntry,
    writing: &mut Writing,
) -> Result<usize, StoreError> {
    let mut cleared = 0;
    for (list, delete, deed) in [
        (LIST_GRANTS, DELETE_GRANT, Deed::GrantDelete),
        (LIST_RULES, DELETE_RULE, Deed::RuleDelete),
    ] {
        for (id, path) in said_at(list, place, writing).await? {
            let key = path.key();
            if kept.iter().any(|kept| key.is_at_or_below(kept)) {
                continue;
            }
            let delete = sqlx::query(delete).bind(&id);
            delete.execute(&mut **writing).await?;
            let note = AuditEntry::new(cause.at, cause.actor.clone(), deed);
            audit::append(&note.to(id).at_path(path), writing).await?;
            cleared += 1;
        }
    }
    Ok(cleared)
}

/// Where something is said, at and below a place.
pub(super) async fn spoken_of(
    place: &PathKey,
    writing: &mut Writing,
) -> Result<Vec<VirtualPath>, StoreError> {
    let mut said = said_at(LIST_GRANTS, place, writing).await?;
    said.extend(said_at(LIST_RULES, place, writing).await?);
    Ok(said.into_iter().map(|(_, path)| path).collect())
}

async fn said_at(
    list: &'static str,
    place: &PathKey,
    writing: &mut Writing,
) -> Result<Vec<(String, VirtualPath)>, StoreError> {
    let list = sqlx::query(list).bind(place.as_str());
    let rows = list.fetch_all(&mut **writing).await?;
    let said = rows.iter().map(|row| {
        let cells = Cells::of("grants or rules", row);
        let path = cells.parsed("path", VirtualPath::parse)?;
        Ok((cells.text("id")?.to_owned(), path))
    });
    said.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Mount, MountId, Origin, Principal, Tenant};
    use crate::store::PasswordChange;
    use crate::store::fixtures::{self, TestStore, audit, path};

    impl TestStore {
        async fn say_something_of(&self, places: &[&str]) {
            for (number, place) in places.iter().enumerate() {
                let unique = number.to_string();
                let grant = fixtures::grant(&unique, Principal::Guest, place);
                let made = self.store.insert_grant(&grant, &audit()).await;
                made.expect("it is new");
                let rule = fixtures::rule(&unique, place);
                let keep = PasswordChange::Keep;
                let made = self.store.insert_rule(&rule, &keep, &audit()).await;
                made.expect("it is new");
            }
        }

        /// Where there are grants, and rules.
        async fn spoken_of(&self) -> Vec<String> {
            let grants = self.store.list_grants().await.expect("readable");
            let rules = self.store.list_rules().await.expect("readable");
            let of_rules: Vec<_> = rules.iter().map(|rule| rule.path.to_string()).collect();
            let of_grants: Vec<_> = grants.iter().map(|grant| grant.path.to_string()).collect();
            assert_eq!(of_grants, of_rules);
            of_grants
        }

        async fn mount_at(&self, tenant: &Tenant, at: &str) -> MountId {
            let mut mount = fixtures::mount(tenant, "x");
            mount.id = MountId::from_unique(at.replace(['/', '_', '%', ' '], "-"));
            mount.path = path(at);
            let made = self.store.insert_mount(&mount, &audit()).await;
            made.expect("it is new");
            mount.id
        }
    }

    #[tokio::test]
    async fn a_mount_takes_along_what_was_said_of_its_place_and_nothing_beside_it() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        let id = test.mount_at(&tenant, "/Tenant1/A_%").await;
        test.say_something_of(&[
            "/",
            "/Tenant1",
            "/tenant1/a_%",
            "/Tenant1/a_%/below/it",
            "/Tenant1/a_% beside",
            "/Tenant1/a_%-beside",
            "/Tenant1/a_%0",
            "/Tenant1/ab%/x",
            "/Tenant1/a_/x",
            "/Tenant1/abc/x",
        ])
        .await;
        let before = test.store.rights_generation().await.expect("readable");
        let deleted = test.store.delete_mount(&id, &audit()).await;
        deleted.expect("it is there");
        assert_eq!(
            test.spoken_of().await,
            [
                "/",
                "/Tenant1",
                "/Tenant1/a_% beside",
                "/Tenant1/a_%-beside",
                "/Tenant1/a_%0",
                "/Tenant1/a_/x",
                "/Tenant1/ab%/x",
                "/Tenant1/abc/x",
            ]
        );
        let after = test.store.rights_generation().await.expect("readable");
        assert_ne!(before, after);
    }

    #[tokio::test]
    async fn what_another_mount_stands_on_or_under_stays() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        let outer = test.mount_at(&tenant, "/Tenant1/a").await;
        let inner = test.mount_at(&tenant, "/Tenant1/a/b/c").await;
        let all = [
            "/Tenant1/a",
            "/Tenant1/a/b",
            "/Tenant1/a/b/c",
            "/Tenant1/a/b/c/d",
            "/Tenant1/a/e",
        ];
        test.say_something_of(&all).await;
        let deleted = test.store.delete_mount(&inner, &audit()).await;
        deleted.expect("it is there");
        assert_eq!(test.spoken_of().await, all, "the outer mount is there");

        test.mount_at(&tenant, "/Tenant1/a/b/c").await;
        let deleted = test.store.delete_mount(&outer, &audit()).await;
        deleted.expect("it is there");
        assert_eq!(test.spoken_of().await, all[..4], "they hold for the inner");
    }

    #[tokio::test]
    async fn what_is_not_declared_at_present_keeps_what_was_said_of_it() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        let mut declared = fixtures::mount(&tenant, "declared");
        declared.origin = Origin::File;
        let declare = async |mounts: &[Mount]| {
            let done = test.store.declare(&[], mounts, &audit()).await;
            done.expect("nothing stands in the way");
        };
        declare(std::slice::from_ref(&declared)).await;
        test.say_something_of(&["/Tenant1/declared/x"]).await;
        declare(&[]).await;
        let id = test.mount_at(&tenant, "/Tenant1/declared").await;
        let deleted = test.store.delete_mount(&id, &audit()).await;
        deleted.expect("it is there");
        assert_eq!(test.spoken_of().await, ["/Tenant1/declared/x"]);
    }

    #[tokio::test]
    async fn a_tenant_takes_along_what_was_said_of_its_part_of_the_tree() {
        let test = TestStore::new().await;
        let one = test.with_tenant(1).await;
        let ten = test.with_tenant(10).await;
        test.mount_at(&one, "/Tenant1/a").await;
        let kept = ["/", "/Tenant10", "/Tenant10/a"];
        let lost = ["/Tenant1", "/Tenant1/a/b", "/tenant1/without/mount"];
        test.say_something_of(&[kept, lost].concat()).await;
        let deleted = test.store.delete_tenant(&one.id, true, &audit()).await;
        deleted.expect("it may take them along");
        assert_eq!(test.spoken_of().await, kept);
        let deleted = test.store.delete_tenant(&ten.id, false, &audit()).await;
        deleted.expect("it has no mounts");
        assert_eq!(test.spoken_of().await, ["/"]);
    }

    #[tokio::test]
    async fn what_lies_elsewhere_is_not_looked_at() {
        let test = TestStore::new().await;
        for (statement, index) in [
            (DELETE_GRANTS, "grants_path_key"),
            (DELETE_RULES, "sqlite_autoindex_rules"),
        ] {
            let plan = test.plan_of(statement).await;
            assert!(plan.contains(index), "{plan}");
            assert!(
                !plan.contains("SCAN grants") && !plan.contains("SCAN rules"),
                "{plan}"
            );
        }
    }
}
