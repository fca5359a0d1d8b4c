//! What administrators have chosen for tenants and mounts, in the columns that came later.

use super::cells::Cells;
use super::error::StoreError;
use crate::domain::{
    Allowance, DavDelivery, FollowShortcuts, JunkPolicy, MountOptions, Mountable, WorkerUrl,
};

/// How `Allowance::All` is written. A name is written with a line's end, so that none can look like it.
const ALL: &str = "*";

/// How an allowance is written. What holds a line's end names nothing of Microsoft's; it is left away, rather
/// than read as two names.
pub(super) fn of_allowance(allowance: &Allowance) -> String {
    match allowance {
        Allowance::All => ALL.to_owned(),
        Allowance::Only(names) => {
            let sound = names.iter().filter(|name| !name.contains(['\r', '\n']));
            sound.flat_map(|name| [name.as_str(), "\n"]).collect()
        }
    }
}

/// Reads what [`of_allowance`] has written.
fn to_allowance(text: &str) -> Allowance {
    match text {
        ALL => Allowance::All,
        names => Allowance::only(names.lines()),
    }
}

/// Reads columns `mountable_users`, `mountable_sites` and `mountable_drives`.
pub(super) fn read_mountable(cells: Cells<'_>) -> Result<Mountable, StoreError> {
    Ok(Mountable {
        users: to_allowance(cells.text("mountable_users")?),
        sites: to_allowance(cells.text("mountable_sites")?),
        drives: to_allowance(cells.text("mountable_drives")?),
    })
}

/// Reads columns `proxy_allowed`, `guest_redirect`, `follow_shortcuts`, `permanent_delete`, `worker_url`,
/// `dav_delivery` and `junk`.
pub(super) fn read_options(cells: Cells<'_>) -> Result<MountOptions, StoreError> {
    Ok(MountOptions {
        proxy_allowed: cells.read("proxy_allowed")?,
        guest_redirect: cells.read("guest_redirect")?,
        follow_shortcuts: cells.named("follow_shortcuts", FollowShortcuts::from_name)?,
        permanent_delete: cells.read("permanent_delete")?,
        worker: cells.optional("worker_url", WorkerUrl::parse)?,
        dav: cells.named("dav_delivery", DavDelivery::from_name)?,
        junk: cells.named("junk", JunkPolicy::from_name)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_survives_the_way_through_its_column() {
        for allowance in [
            Allowance::All,
            Allowance::default(),
            Allowance::only(["ada@contoso.example", "bob@contoso.example"]),
            Allowance::only(["contoso.sharepoint.com:/sites/Ü 1"]),
            Allowance::only(["*"]),
            Allowance::only([""]),
        ] {
            assert_eq!(to_allowance(&of_allowance(&allowance)), allowance);
        }
    }

    #[test]
    fn a_name_of_two_lines_allows_nothing() {
        let odd = Allowance::only(["ada\n*", "*\n", "bob\r\nada"]);
        assert_eq!(to_allowance(&of_allowance(&odd)), Allowance::default());
    }
}
