//! Drives mounted by the file.

use crate::domain::{
    AppRootOf, DavDelivery, Delivery, DriveId, DrivePath, FollowShortcuts, ItemId, JunkPolicy,
    LibraryName, Mount, MountOptions, MountRoot, MountSource, SiteName, VirtualPath, WorkerUrl,
};

use super::file::{Entries, MountFile, OptionsFile, SourceFile};
use super::place::{Flaw, Located};
use super::reach::WorkerOrigin;
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
    /// How it behaves otherwise.
    pub options: MountOptions,
}

/// All declared mounts.
pub(super) fn mounts(
    entries: Option<&Entries<MountFile>>,
    tenants: &[TenantSettings],
    workers: &[WorkerOrigin],
) -> Result<Vec<MountSettings>, Flaw> {
    let mut mounts: Vec<MountSettings> = Vec::new();
    for (key, file) in entries.map_or(&[][..], |entries| &entries.0) {
        let mount = mount(key, file, (tenants, workers))?;
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
    (tenants, workers): (&[TenantSettings], &[WorkerOrigin]),
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
    let options = options(file.options.as_ref(), &full("options"), workers)?;
    let delivery = delivery(file, &full("delivery"))?;
    Mount::check_delivery(delivery, &options).map_err(|invalid| {
        let field = invalid.field.replace('/', ".");
        let place = file.delivery.as_ref().unwrap_or(key);
        place.flaw(format!("{} {}", full(&field), invalid.reason))
    })?;
    let written = required(file.source.as_ref(), key, &full("source"))?;
    Ok(MountSettings {
        source: source(written, &full("source"))?,
        root: root(file, &path)?,
        delivery,
        options,
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
        user: person,
        site: place,
        library,
        drive_id,
        approot,
    } = &written.value;
    match (person, place, library, drive_id, approot) {
        (Some(name), None, None, None, None) => user(name, key).map(MountSource::User),
        (None, Some(name), library, None, None) => site(name, library.as_ref(), key),
        (None, None, None, Some(id), None) => drive(id, key).map(MountSource::Drive),
        (None, None, None, None, Some(of)) => match (&of.user, &of.drive_id) {
            (Some(name), None) => user(name, &format!("{key}.approot")).map(AppRootOf::User),
            (None, Some(id)) => drive(id, &format!("{key}.approot")).map(AppRootOf::Drive),
            _ => Err(written.flaw(format!("{key}.approot must hold `user` or `drive_id`"))),
        }
        .map(MountSource::AppRoot),
        _ => Err(written.flaw(format!(
            "{key} must hold `user`, or `site` (and perhaps `library`), or `drive_id`, or `approot`"
        ))),
    }
}

fn user(text: &Located<String>, key: &str) -> Result<String, Flaw> {
    text.parse(&format!("{key}.user"), |text| {
        let checked = MountSource::user(text).map_err(|invalid| invalid.reason);
        checked.map(|_| text.clone())
    })
}

fn site(
    name: &Located<String>,
    library: Option<&Located<String>>,
    key: &str,
) -> Result<MountSource, Flaw> {
    let site = name.parse(&format!("{key}.site"), |text| {
        SiteName::parse(text).map_err(|error| reason(&error))
    })?;
    let library = library.map(|library| {
        library.parse(&[key, "library"].join("."), |text| {
            LibraryName::parse(text).map_err(|error| reason(&error))
        })
    });
    let library = library.transpose()?;
    Ok(MountSource::Site { site, library })
}

fn drive(id: &Located<String>, key: &str) -> Result<DriveId, Flaw> {
    id.parse(&format!("{key}.drive_id"), |text| {
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
        Delivery::from_name(text).ok_or("must be redirect, proxy or worker")
    })
}

fn options(
    file: Option<&OptionsFile>,
    key: &str,
    workers: &[WorkerOrigin],
) -> Result<MountOptions, Flaw> {
    let default = MountOptions::default();
    let Some(file) = file else {
        return Ok(default);
    };
    let named = |name: &str| format!("{key}.{name}");
    let is_on = |flag: &Option<Located<bool>>| flag.as_ref().is_some_and(|flag| flag.value);
    let proxy = file.proxy.as_ref().map(|text| {
        text.parse(&named("proxy"), |text| match text.as_str() {
            "allowed" => Ok(true),
            "never" => Ok(false),
            _ => Err("must be allowed or never"),
        })
    });
    let shortcuts = file.follow_shortcuts.as_ref().map(|text| {
        text.parse(&named("follow_shortcuts"), |text| {
            FollowShortcuts::from_name(text).ok_or("must be never or mounted")
        })
    });
    let worker = file.worker_url.as_ref().map(|text| {
        text.parse(&named("worker_url"), |text| {
            let url = WorkerUrl::parse(text).map_err(|invalid| invalid.reason)?;
            let is_known = workers.iter().any(|worker| url.is_at(&worker.origin()));
            is_known
                .then_some(url)
                .ok_or_else(|| "must lie at one of the origins that `workers` lists".to_owned())
        })
    });
    let dav = file.dav.as_ref().map(|text| {
        text.parse(&named("dav"), |text| {
            DavDelivery::from_name(text).ok_or("must be auto, redirect or proxy")
        })
    });
    let junk = file.junk.as_ref().map(|text| {
        text.parse(&named("junk"), |text| {
            JunkPolicy::from_name(text).ok_or("must be pass or reject")
        })
    });
    Ok(MountOptions {
        proxy_allowed: proxy.transpose()?.unwrap_or(default.proxy_allowed),
        guest_redirect: is_on(&file.guest_redirect),
        follow_shortcuts: shortcuts.transpose()?.unwrap_or_default(),
        permanent_delete: is_on(&file.permanent_delete),
        worker: worker.transpose()?,
        dav: dav.transpose()?.unwrap_or_default(),
        junk: junk.transpose()?.unwrap_or_default(),
    })
}
