//! Drives mounted by the file.

use crate::domain::{
    Delivery, DriveId, DrivePath, ItemId, Mount, MountRoot, MountSource, SiteId, VirtualPath,
};

use super::file::{Entries, MountFile, SourceFile};
use super::place::{Flaw, Located};
use super::tenants::{TenantSettings, declared, reason, required};

/// A declared mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountSettings {
    /// Where it stands in the tree, at or below its tenant's prefix.
    pub path: VirtualPath,
    /// The key of the tenant whose application reads it.
    pub tenant: String,
    /// Which drive.
    pub source: MountSource,
    /// Which folder of it.
    pub root: MountRoot,
    /// How bytes reach the visitor.
    pub delivery: Delivery,
    /// Nothing may be changed through it.
    pub read_only: bool,
}

/// All declared mounts.
pub(super) fn mounts(
    entries: Option<&Entries<MountFile>>,
    tenants: &[TenantSettings],
) -> Result<Vec<MountSettings>, Flaw> {
    let mut mounts: Vec<MountSettings> = Vec::new();
    for (key, file) in entries.map_or(&[][..], |entries| &entries.0) {
        let mount = mount(key, file, tenants)?;
        if mounts
            .iter()
            .any(|other| other.path.key() == mount.path.key())
        {
            return Err(key.flaw(format!(
                "mounts: `{}` is there twice; letter case makes no difference",
                mount.path
            )));
        }
        mounts.push(mount);
    }
    Ok(mounts)
}

fn mount(
    key: &Located<String>,
    file: &MountFile,
    tenants: &[TenantSettings],
) -> Result<MountSettings, Flaw> {
    let path = key.parse("mounts:", |text| mount_path(text))?;
    let full = |field: &str| format!("mounts.{path}.{field}");
    let tenant = declared(&file.tenant, key, &full("tenant"), tenants)?;
    if !path.key().is_at_or_below(&tenant.path_prefix.key()) {
        return Err(key.flaw(format!(
            "mounts: `{path}` must lie at or below {}, the path_prefix of tenant {}",
            tenant.path_prefix, tenant.key
        )));
    }
    let written = required(file.source.as_ref(), key, &full("source"))?;
    Ok(MountSettings {
        source: source(written, &full("source"))?,
        root: root(file, &path)?,
        delivery: delivery(file, &full("delivery"))?,
        read_only: file.read_only.as_ref().is_some_and(|flag| flag.value),
        tenant: tenant.key.clone(),
        path,
    })
}

fn mount_path(text: &str) -> Result<VirtualPath, String> {
    let path = VirtualPath::parse(text).map_err(|error| format!("`{text}` {error}"))?;
    Mount::check_place(&path).map_err(|invalid| format!("`{text}` {}", invalid.reason))?;
    Ok(path)
}

fn source(written: &Located<SourceFile>, key: &str) -> Result<MountSource, Flaw> {
    let SourceFile {
        user,
        site,
        library,
        drive_id,
    } = &written.value;
    match (user, site, library, drive_id) {
        (Some(user), None, None, None) => user.parse(&format!("{key}.user"), |text| {
            MountSource::user(text).map_err(|invalid| invalid.reason)
        }),
        (None, Some(site), library, None) => Ok(MountSource::Site {
            site: site.parse(&format!("{key}.site"), |text| {
                SiteId::parse(text).map_err(|error| reason(&error))
            })?,
            library: library
                .as_ref()
                .map(|id| drive(id, &[key, "library"].join(".")))
                .transpose()?,
        }),
        (None, None, None, Some(drive_id)) => {
            drive(drive_id, &format!("{key}.drive_id")).map(MountSource::Drive)
        }
        _ => Err(written.flaw(format!(
            "{key} must hold `user`, or `site` (and perhaps `library`), or `drive_id`"
        ))),
    }
}

fn drive(text: &Located<String>, key: &str) -> Result<DriveId, Flaw> {
    text.parse(key, |text| {
        DriveId::parse(text).map_err(|error| reason(&error))
    })
}

fn root(file: &MountFile, path: &VirtualPath) -> Result<MountRoot, Flaw> {
    match (&file.root, &file.root_item) {
        (Some(_), Some(item)) => Err(item.flaw(format!(
            "mounts.{path} must hold `root` or `root_item`, not both"
        ))),
        (None, Some(item)) => item
            .parse(&format!("mounts.{path}.root_item"), |text| {
                ItemId::parse(text).map_err(|error| reason(&error))
            })
            .map(MountRoot::Item),
        (Some(root), None) => root
            .parse(&format!("mounts.{path}.root"), |text| {
                DrivePath::parse(text)
            })
            .map(MountRoot::Path),
        (None, None) => Ok(MountRoot::Path(DrivePath::root())),
    }
}

fn delivery(file: &MountFile, key: &str) -> Result<Delivery, Flaw> {
    let Some(text) = &file.delivery else {
        return Ok(Delivery::Redirect);
    };
    text.parse(key, |text| {
        Delivery::from_name(text).ok_or(match text.as_str() {
            "worker" => "can't be worker yet: it comes with signed links; choose redirect or proxy",
            _ => "must be redirect or proxy",
        })
    })
}
