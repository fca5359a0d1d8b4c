//! Shortcuts and links, which name other things of a tenant and so come last.

use super::item::{Kind, ShortcutTarget};
use super::item_description::{LinkDescription, ShortcutDescription};
use super::load::TenantBuilder;
use super::load_error::LoadError;
use super::planting::{Planted, split};
use super::times::AskedTimes;
use super::{Drive, DriveKey, ItemKey, Library, LinkScope, LinkTerms, LinkType, SharingLink};

/// An item of which something is still to be done.
pub(super) struct Unfinished {
    pub(super) drive: DriveKey,
    pub(super) planted: Planted,
}

impl Unfinished {
    pub(super) fn finish(self, tenant: &mut TenantBuilder<'_>) -> Result<(), LoadError> {
        let Planted {
            key,
            item,
            description,
        } = self.planted;
        if let Some(shortcut) = &description.shortcut {
            let target = find_target(tenant, &key, shortcut)?;
            let drive = tenant.world.drive_mut(self.drive);
            let name = key.rsplit('/').next().unwrap_or_default();
            let kind = Kind::Shortcut(target);
            let inserted = drive.insert(item, name, kind, AskedTimes::default());
            inserted.map_err(|_| LoadError::meaning(&key, "there is already something there"))?;
        }
        for (number, link) in description.links.iter().enumerate() {
            let key = format!("{key}.links[{number}]");
            let link = read_link(tenant, &key, link)?;
            tenant.world.drive_mut(self.drive).link(item, link);
        }
        Ok(())
    }
}

fn read_link(
    tenant: &TenantBuilder<'_>,
    key: &str,
    link: &LinkDescription,
) -> Result<SharingLink, LoadError> {
    let unknown = |what| LoadError::meaning(key, format!("there is no such {what} of links"));
    Ok(SharingLink {
        id: tenant.world.seed.guid(&["link", key]),
        terms: LinkTerms {
            kind: LinkType::parse(&link.kind).ok_or_else(|| unknown("type"))?,
            scope: LinkScope::parse(&link.scope).ok_or_else(|| unknown("scope"))?,
            has_password: link.has_password,
            expires_at: link.expires_at,
        },
        app: tenant.find_app(key, link.app.as_deref())?.key,
    })
}

fn find_target(
    tenant: &TenantBuilder<'_>,
    key: &str,
    shortcut: &ShortcutDescription,
) -> Result<ShortcutTarget, LoadError> {
    let refuse = |reason: &str| LoadError::meaning(key, reason);
    let ShortcutDescription {
        user,
        site,
        library,
        ..
    } = shortcut;
    let drive = match (user, site) {
        (Some(user), None) => tenant.users.get(user),
        (None, Some(site)) => {
            let title = library.as_deref().unwrap_or(Library::DEFAULT);
            tenant.libraries.get(&(site.clone(), title.to_owned()))
        }
        _ => return Err(refuse("a shortcut leads to a user or to a site")),
    };
    let drive = drive.ok_or_else(|| refuse("a shortcut leads to no drive of the tenant"))?;
    let drive = tenant.world.drive(*drive);
    let names = split(&shortcut.path).map_err(|reason| LoadError::meaning(key, reason))?;
    let found = names
        .into_iter()
        .try_fold(Drive::ROOT, |folder: ItemKey, name| {
            drive.find_child(folder, name)
        });
    let item = found.ok_or_else(|| refuse("a shortcut leads to nothing"))?;
    Ok(ShortcutTarget {
        drive_id: drive.id.clone(),
        item_id: drive.id_of(drive.item(item)),
    })
}
