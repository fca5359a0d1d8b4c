//! How much may be asked: the table of SharePoint by licenses, and that of Entra by users.

use jiff::SignedDuration;

use super::charge::{Charge, Rate, TenantSize, Work};
use super::gauge::Allowance;
use crate::switches::ThrottlingSwitches;
use crate::world::{AppKey, DriveKey, TenantKey};

/// What is counted by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Scope {
    AppMinute(TenantKey, AppKey),
    AppDay(TenantKey, AppKey),
    Tenant(TenantKey),
    Sharing(TenantKey, AppKey),
    Search(TenantKey, AppKey),
    Drive(DriveKey),
    /// Requests for drives that don't exist. Microsoft counts them by the caller's address; all callers
    /// of the simulator have the same.
    MissingDrives,
    Directory(TenantKey, AppKey),
}

/// An amount, what it counts for, and how much is allowed.
pub(super) struct Item {
    pub(super) scope: Scope,
    pub(super) amount: u64,
    pub(super) allowance: Allowance,
}

/// Everything a charge counts for.
pub(super) fn items(charge: &Charge, switches: &ThrottlingSwitches) -> Vec<Item> {
    let Charge {
        tenant, size, app, ..
    } = *charge;
    let item = |scope, amount| Item {
        scope,
        amount,
        allowance: allowance(scope, size, switches),
    };
    match charge.work {
        Work::None => Vec::new(),
        Work::Directory { units } => vec![item(Scope::Directory(tenant, app), units)],
        Work::Files {
            units,
            drive,
            rate,
            missing,
        } => {
            let mut items = vec![
                item(Scope::AppMinute(tenant, app), units),
                item(Scope::AppDay(tenant, app), units),
                item(Scope::Tenant(tenant), units),
            ];
            match rate {
                Rate::Plain => {}
                Rate::Sharing => items.push(item(Scope::Sharing(tenant, app), 1)),
                Rate::Search => items.push(item(Scope::Search(tenant, app), 1)),
            }
            items.extend(drive.map(|drive| item(Scope::Drive(drive), 1)));
            // Who has found too many drives missing is refused those that exist, too.
            if missing || drive.is_some() {
                items.push(item(Scope::MissingDrives, u64::from(missing)));
            }
            items
        }
    }
}

/// How much of it is allowed in which time.
pub(super) fn allowance(
    scope: Scope,
    size: TenantSize,
    switches: &ThrottlingSwitches,
) -> Allowance {
    let limits = &switches.limits;
    let class = class(size.licenses);
    let (limit, window) = match scope {
        Scope::AppMinute(..) => (limits.units_per_minute.or(Some(class * 1_250)), MINUTE),
        Scope::AppDay(..) => (limits.units_per_day.or(Some(class * 1_200_000)), DAY),
        Scope::Tenant(_) => {
            let told = limits.tenant_units_per_five_minutes;
            (told.or(Some(class * 18_750)), FIVE_MINUTES)
        }
        Scope::Sharing(..) => (Some(limits.sharing_requests_per_five_minutes), FIVE_MINUTES),
        Scope::Search(..) => (limits.searches_per_second, SECOND),
        Scope::Drive(_) => (limits.drive_requests_per_five_minutes, FIVE_MINUTES),
        Scope::MissingDrives => (limits.missing_drives_per_minute, MINUTE),
        Scope::Directory(..) => {
            let told = limits.directory_units_per_ten_seconds;
            (told.or(Some(directory_units(size.users))), TEN_SECONDS)
        }
    };
    Allowance {
        limit: limit.filter(|_| switches.enforced),
        window,
        patience: switches.patience,
        block_after: switches.block_after,
    }
}

const SECOND: SignedDuration = SignedDuration::from_secs(1);
const TEN_SECONDS: SignedDuration = SignedDuration::from_secs(10);
pub(super) const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const FIVE_MINUTES: SignedDuration = SignedDuration::from_mins(5);
pub(super) const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The columns of the table, counted from 1: each allows that many times as much as the first.
fn class(licenses: u32) -> u64 {
    match licenses {
        0..=1_000 => 1,
        1_001..=5_000 => 2,
        5_001..=15_000 => 3,
        15_001..=50_000 => 4,
        50_001.. => 5,
    }
}

/// "Identity and access service limits": S, M and L.
fn directory_units(users: usize) -> u64 {
    match users {
        0..=49 => 3_500,
        50..=500 => 5_000,
        501.. => 8_000,
    }
}

#[cfg(test)]
mod tests {
    use super::{Scope, allowance};
    use crate::metering::TenantSize;
    use crate::switches::ThrottlingSwitches;
    use crate::world::{AppKey, TenantKey};

    #[test]
    fn the_limits_grow_with_the_licenses() {
        let enforced = ThrottlingSwitches {
            enforced: true,
            ..ThrottlingSwitches::default()
        };
        let (tenant, app) = (TenantKey(0), AppKey(0));
        for (licenses, minute, day, both) in [
            (250, 1_250, 1_200_000, 18_750),
            (1_000, 1_250, 1_200_000, 18_750),
            (1_001, 2_500, 2_400_000, 37_500),
            (15_000, 3_750, 3_600_000, 56_250),
            (50_000, 5_000, 4_800_000, 75_000),
            (50_001, 6_250, 6_000_000, 93_750),
        ] {
            let size = TenantSize { licenses, users: 1 };
            let limit = |scope| allowance(scope, size, &enforced).limit;
            assert_eq!(limit(Scope::AppMinute(tenant, app)), Some(minute));
            assert_eq!(limit(Scope::AppDay(tenant, app)), Some(day));
            assert_eq!(limit(Scope::Tenant(tenant)), Some(both));
        }
    }

    #[test]
    fn nothing_is_limited_unless_limits_are_enforced() {
        let size = TenantSize {
            licenses: 1,
            users: 1,
        };
        let scope = Scope::Directory(TenantKey(0), AppKey(0));
        let off = ThrottlingSwitches::default();
        assert_eq!(allowance(scope, size, &off).limit, None);
    }
}
