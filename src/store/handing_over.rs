//! A part of the tree that changes hands leaves behind what was said of it: whoever gets it next must not find
//! open doors.

use sqlx::sqlite::SqliteRow;

use super::cells::Cells;
use super::clearing;
use super::database::Writing;
use super::error::{Conflict, StoreError};
use super::generation;
use crate::domain::{AuditEntry, PathKey, Timestamp, VirtualPath};

const LIST: &str = "\
    SELECT id, cloud, directory_id, path_prefix, enabled, updated_at FROM tenants";
const HAS_MOUNTS: &str = "SELECT EXISTS (SELECT 1 FROM mounts WHERE tenant_id = $1)";

#[cfg(test)]
pub(super) const ALL: &[(&str, &str)] = &[("LIST", LIST), ("HAS_MOUNTS", HAS_MOUNTS)];

/// Which tenants held which parts of the tree before a change. A tenant that is not declared at present comes
/// back as it was, and holds its part until another takes it.
pub(super) struct Holdings(Vec<Holding>);

/// A tenant's part of the tree.
struct Holding {
    tenant: String,
    /// Which organization it is.
    organization: (String, String),
    prefix: PathKey,
    enabled: bool,
    /// When it was written last; a declared one, when it was last declared.
    updated_at: Timestamp,
}

/// A part of the tree that a tenant has no longer.
struct Loss<'a> {
    place: &'a PathKey,
    /// Where the tenant is now, if it has only moved.
    now_at: Option<&'a Holding>,
}

impl Holdings {
    /// As things are now.
    pub(super) async fn read(writing: &mut Writing) -> Result<Self, StoreError> {
        let rows = sqlx::query(LIST).fetch_all(&mut **writing).await?;
        let holdings: Result<_, _> = rows.iter().map(read).collect();
        Ok(Self(holdings?))
    }

    /// Deletes the grants and rules of each part of the tree that has changed hands since these were read, by
    /// what `cause` notes, and notes each of them.
    ///
    /// # Errors
    /// [`Conflict::RightsAbove`] where a tenant with mounts keeps a part of what is lost, its own or another's,
    /// and something is said of a place above that: what it closes would be open without it.
    pub(super) async fn settle(
        self,
        cause: &AuditEntry,
        writing: &mut Writing,
    ) -> Result<(), StoreError> {
        let now = Self::read(writing).await?;
        let steady: Vec<_> = now.0.iter().filter(|one| self.stays(one)).collect();
        let mut cleared = 0;
        for loss in self.losses(&now) {
            let keepers = steady.iter().copied().chain(loss.now_at);
            for keeper in keepers.clone() {
                check_nothing_above(keeper, loss.place, writing).await?;
            }
            let kept: Vec<_> = keepers.map(|keeper| &keeper.prefix).collect();
            cleared += clearing::clear_all_but(loss.place, &kept, cause, writing).await?;
        }
        if cleared > 0 {
            generation::bump_rights(writing).await?;
        }
        Ok(())
    }

    fn find(&self, tenant: &str) -> Option<&Holding> {
        self.0.iter().find(|one| one.tenant == tenant)
    }

    /// Whether a tenant has its part as it had it before, or gets it back with nobody having had it meanwhile.
    fn stays(&self, now: &Holding) -> bool {
        let Some(before) = self.find(&now.tenant).filter(|_| now.enabled) else {
            return false;
        };
        let had_meanwhile = |other: &Holding| {
            other.updated_at > before.updated_at && other.stands_in_the_way_of(before)
        };
        let was_kept = before.enabled || !self.0.iter().any(had_meanwhile);
        before.prefix == now.prefix && was_kept
    }

    fn losses<'a>(&'a self, now: &'a Self) -> impl Iterator<Item = Loss<'a>> {
        self.0.iter().filter_map(move |before| {
            let after = now.find(&before.tenant)?;
            let taken = |other: &Holding| {
                other.enabled && !self.stays(other) && other.stands_in_the_way_of(before)
            };
            let moved = after.prefix != before.prefix;
            let is_lost = moved || !after.enabled && now.0.iter().any(taken);
            is_lost.then_some(Loss {
                place: &before.prefix,
                now_at: moved.then_some(after),
            })
        })
    }
}

impl Holding {
    /// Whether it is another organization's, and no two can hold both parts.
    fn stands_in_the_way_of(&self, other: &Self) -> bool {
        let overlap =
            self.prefix.is_at_or_below(&other.prefix) || other.prefix.is_at_or_below(&self.prefix);
        self.tenant != other.tenant && self.organization != other.organization && overlap
    }
}

/// Refuses to clear away from above a tenant's mounts what was said of them.
async fn check_nothing_above(
    keeper: &Holding,
    place: &PathKey,
    writing: &mut Writing,
) -> Result<(), StoreError> {
    let has_mounts = sqlx::query_scalar(HAS_MOUNTS).bind(&keeper.tenant);
    if !keeper.prefix.is_at_or_below(place) || !has_mounts.fetch_one(&mut **writing).await? {
        return Ok(());
    }
    let said = clearing::spoken_of(place, writing).await?;
    let above = |path: &VirtualPath| {
        let key = path.key();
        key != keeper.prefix && keeper.prefix.is_at_or_below(&key)
    };
    match said.into_iter().find(above) {
        Some(path) => Err(Conflict::RightsAbove { path }.into()),
        None => Ok(()),
    }
}

fn read(row: &SqliteRow) -> Result<Holding, StoreError> {
    let cells = Cells::of("tenants", row);
    let text = |column| cells.text(column).map(str::to_owned);
    let prefix = cells.parsed("path_prefix", VirtualPath::parse)?;
    Ok(Holding {
        tenant: text("id")?,
        organization: (text("cloud")?, text("directory_id")?),
        prefix: prefix.key(),
        enabled: cells.read("enabled")?,
        updated_at: cells.time("updated_at")?,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::domain::{AuditEntry, Origin, Principal, Tenant};
    use crate::store::fixtures::{self, NOW, TestStore, audit, audit_at, path};
    use crate::store::{AuditQuery, AuditRecord, Conflict, PasswordChange, StoreError};

    impl TestStore {
        async fn say(&self, places: &[&str]) {
            for place in places {
                let unique = place.replace('/', "-");
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
        async fn said(&self) -> Vec<String> {
            let grants = self.store.list_grants().await.expect("readable");
            let rules = self.store.list_rules().await.expect("readable");
            let mut said: Vec<_> = grants.iter().map(|grant| grant.path.to_string()).collect();
            let mut of_rules: Vec<_> = rules.iter().map(|rule| rule.path.to_string()).collect();
            said.sort();
            of_rules.sort();
            assert_eq!(said, of_rules);
            said
        }

        async fn declare_at(&self, hours: u64, tenants: &[Tenant]) {
            let audit = at_hour(hours);
            let done = self.store.declare(tenants, &[], &audit).await;
            done.expect("nothing stands in the way");
        }
    }

    fn at_hour(hours: u64) -> AuditEntry {
        audit_at(NOW.after(Duration::from_hours(hours)))
    }

    fn deed_at(row: &AuditRecord) -> String {
        let path = row.path.as_ref().map(ToString::to_string);
        format!("{} {}", row.deed.name(), path.unwrap_or_default())
    }

    fn at(tenant: &Tenant, prefix: &str) -> Tenant {
        Tenant {
            path_prefix: path(prefix),
            ..tenant.clone()
        }
    }

    fn declared(number: u32) -> Tenant {
        let mut tenant = fixtures::tenant(number);
        tenant.origin = Origin::File;
        let directory = format!("00000000-0000-4000-8000-{number:012}");
        tenant.directory_id = crate::domain::DirectoryId::parse(&directory).expect("an id");
        tenant
    }

    #[tokio::test]
    async fn a_tenant_that_moves_leaves_nothing_behind() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        test.with_tenant(10).await;
        let kept = ["/", "/Tenant10/a"];
        test.say(&[&kept[..], &["/Tenant1", "/Tenant1/a/b"]].concat())
            .await;
        let before = test.store.rights_generation().await.expect("readable");
        let moved = at(&tenant, "/elsewhere");
        let updated = test.store.update_tenant(&moved, &[], &audit()).await;
        updated.expect("it has no mounts");
        assert_eq!(test.said().await, kept);
        let noted = test.store.list_audit(&AuditQuery::newest(5)).await;
        let noted: Vec<_> = noted.expect("readable").into_iter().rev().collect();
        let noted: Vec<_> = noted.iter().map(deed_at).collect();
        let mut noted = noted[..4].to_vec();
        noted.sort();
        let expected = [
            "grant.delete /Tenant1",
            "grant.delete /Tenant1/a/b",
            "rule.delete /Tenant1",
            "rule.delete /Tenant1/a/b",
        ];
        assert_eq!(noted, expected, "before what has caused them");
        let after = test.store.rights_generation().await.expect("readable");
        assert_ne!(before, after);
    }

    #[tokio::test]
    async fn what_a_tenant_keeps_keeps_what_was_said_of_it() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        test.say(&["/Tenant1/a", "/Tenant1/a/b", "/Tenant1/c"])
            .await;
        for (prefix, expected) in [
            (
                "/TENANT1",
                &["/Tenant1/a", "/Tenant1/a/b", "/Tenant1/c"][..],
            ),
            ("/Tenant1/a", &["/Tenant1/a", "/Tenant1/a/b"]),
            ("/Tenant1", &["/Tenant1/a", "/Tenant1/a/b"]),
        ] {
            let changed = at(&tenant, prefix);
            let updated = test.store.update_tenant(&changed, &[], &audit()).await;
            updated.expect("nothing stands in the way");
            assert_eq!(test.said().await, expected, "{prefix}");
        }
    }

    #[tokio::test]
    async fn a_part_that_has_mounts_is_not_left_without_what_was_said_above_it() {
        let test = TestStore::new().await;
        let tenant = test.with_tenant(1).await;
        let mut mount = fixtures::mount(&tenant, "x");
        mount.path = path("/Tenant1/a/x");
        let made = test.store.insert_mount(&mount, &audit()).await;
        made.expect("it is new");
        test.say(&["/Tenant1"]).await;
        let shrunk = at(&tenant, "/Tenant1/a");
        let refused = test.store.update_tenant(&shrunk, &[], &audit()).await;
        let above = Conflict::RightsAbove {
            path: path("/Tenant1"),
        };
        assert!(matches!(refused, Err(StoreError::Conflict(conflict)) if conflict == above));
        assert_eq!(test.said().await, ["/Tenant1"]);
    }

    #[tokio::test]
    async fn tenants_that_swap_their_places_leave_both_behind() {
        let test = TestStore::new().await;
        let (one, two) = (declared(1), declared(2));
        test.declare_at(0, &[one.clone(), two.clone()]).await;
        test.say(&["/Tenant1/a", "/Tenant2/a"]).await;
        test.declare_at(1, &[one.clone(), two.clone()]).await;
        assert_eq!(test.said().await.len(), 2, "nothing has changed");
        let swapped = [at(&one, "/Tenant2"), at(&two, "/Tenant1")];
        test.declare_at(2, &swapped).await;
        assert_eq!(test.said().await, [""; 0]);
    }

    #[tokio::test]
    async fn the_place_of_a_tenant_that_is_gone_is_cleared_for_the_next_one_and_kept_for_itself() {
        let test = TestStore::new().await;
        let (one, two) = (declared(1), at(&declared(2), "/Tenant1"));
        test.declare_at(0, std::slice::from_ref(&one)).await;
        test.say(&["/Tenant1/a"]).await;
        test.declare_at(1, &[]).await;
        test.declare_at(2, std::slice::from_ref(&one)).await;
        assert_eq!(test.said().await, ["/Tenant1/a"], "it is back");

        test.declare_at(3, std::slice::from_ref(&two)).await;
        assert_eq!(test.said().await, [""; 0], "another has come");
        test.say(&["/Tenant1/b"]).await;
        test.declare_at(4, std::slice::from_ref(&two)).await;
        test.declare_at(5, &[]).await;
        test.declare_at(6, std::slice::from_ref(&two)).await;
        assert_eq!(test.said().await, ["/Tenant1/b"], "and stays, and is back");
        test.declare_at(7, std::slice::from_ref(&one)).await;
        assert_eq!(
            test.said().await,
            [""; 0],
            "and it is the first one's again"
        );
    }

    #[tokio::test]
    async fn who_is_registered_where_an_undeclared_tenant_was_finds_nothing() {
        let test = TestStore::new().await;
        let gone = declared(1);
        test.declare_at(0, std::slice::from_ref(&gone)).await;
        test.say(&["/", "/Tenant1", "/Tenant1/a"]).await;
        test.declare_at(1, &[]).await;
        let new = Tenant {
            origin: Origin::Database,
            ..at(&declared(2), "/Tenant1/a")
        };
        let made = test.store.insert_tenant(&new, &[], &at_hour(2)).await;
        made.expect("the place is free");
        assert_eq!(test.said().await, ["/"]);
    }

    #[tokio::test]
    async fn who_stands_within_a_part_that_is_taken_is_not_left_without_what_was_said_above_it() {
        let test = TestStore::new().await;
        test.declare_at(0, &[declared(1)]).await;
        test.declare_at(1, &[]).await;
        let newcomer = |number, prefix| Tenant {
            origin: Origin::Database,
            ..at(&declared(number), prefix)
        };
        let within = newcomer(2, "/Tenant1/a");
        let made = test.store.insert_tenant(&within, &[], &at_hour(2)).await;
        made.expect("the place is free");
        let mut mount = fixtures::mount(&within, "x");
        mount.path = path("/Tenant1/a/x");
        let made = test.store.insert_mount(&mount, &at_hour(2)).await;
        made.expect("it is new");
        test.say(&["/Tenant1", "/Tenant1/a"]).await;
        let beside = newcomer(3, "/Tenant1/b");
        let refused = test.store.insert_tenant(&beside, &[], &at_hour(3)).await;
        let above = Conflict::RightsAbove {
            path: path("/Tenant1"),
        };
        assert!(matches!(refused, Err(StoreError::Conflict(conflict)) if conflict == above));
        assert_eq!(test.said().await, ["/Tenant1", "/Tenant1/a"]);
    }

    #[tokio::test]
    async fn the_same_organization_under_another_name_keeps_what_was_said() {
        let test = TestStore::new().await;
        let (one, mut renamed) = (declared(1), declared(2));
        renamed.directory_id = one.directory_id.clone();
        renamed.path_prefix = one.path_prefix.clone();
        test.declare_at(0, &[one]).await;
        test.say(&["/Tenant1/a"]).await;
        test.declare_at(1, &[renamed]).await;
        assert_eq!(test.said().await, ["/Tenant1/a"]);
    }
}
