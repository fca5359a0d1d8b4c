//! What a client must know of a simulator, as the program prints it.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use crate::world::{AppRecord, DriveState, SiteRecord, TenantRecord, UserRecord, World};

/// The line the program prints when it is ready.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the same as the methods of `Sim`")]
pub struct Announcement {
    pub login: String,
    pub graph: String,
    pub content: String,
    pub control: String,
    /// Host and port of all hosts by their names; only with TLS, as the two below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// In PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_authority: Option<String>,
    pub tenants: Vec<TenantAnnouncement>,
}

/// A tenant in the announcement.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the same as the fields of `TenantHandle`")]
pub struct TenantAnnouncement {
    pub directory_id: String,
    pub name: String,
    pub domain: String,
    pub apps: Vec<AppAnnouncement>,
    pub users: Vec<UserAnnouncement>,
    pub sites: Vec<SiteAnnouncement>,
}

/// An application in the announcement.
#[derive(Clone, Serialize)]
pub struct AppAnnouncement {
    /// Its name in the portal.
    pub display_name: String,
    /// Application id.
    pub client_id: String,
    /// The first of its secrets.
    pub client_secret: Option<String>,
    /// `ok`, `secret_expired`, `disabled`, `blocked` or `no_roles`.
    pub state: &'static str,
}

impl fmt::Debug for AppAnnouncement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("AppAnnouncement");
        shown
            .field("client_id", &self.client_id)
            .field("state", &self.state);
        shown.finish_non_exhaustive()
    }
}

/// A user in the announcement.
#[derive(Clone, Debug, Serialize)]
pub struct UserAnnouncement {
    /// User principal name.
    pub upn: String,
    /// Object id.
    pub id: String,
    /// Id of the user's drive, absent while there is none.
    pub drive_id: Option<String>,
}

/// A site in the announcement; personal sites are not among them.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the same as the fields of `SiteHandle`")]
pub struct SiteAnnouncement {
    pub path: String,
    pub id: String,
    /// The site's page.
    pub web_url: String,
    pub libraries: Vec<LibraryAnnouncement>,
}

/// A document library in the announcement.
#[derive(Clone, Debug, Serialize)]
pub struct LibraryAnnouncement {
    /// Its title.
    pub title: String,
    /// Id of the drive that it is.
    pub drive_id: String,
}

pub(crate) fn announce_tenants(world: &World, now: Timestamp) -> Vec<TenantAnnouncement> {
    world
        .tenants
        .iter()
        .map(|record| announce_tenant(world, record, now))
        .collect()
}

fn announce_tenant(world: &World, record: &TenantRecord, now: Timestamp) -> TenantAnnouncement {
    let directory_id = record.directory_id.to_string();
    let tenant = world.find_tenant(&directory_id);
    let apps = world.apps.iter().filter(|app| Some(app.tenant) == tenant);
    let users = tenant.into_iter().flat_map(|tenant| world.users_of(tenant));
    let sites = tenant.into_iter().flat_map(|tenant| world.sites_of(tenant));
    let sites = sites.filter(|site| !site.is_personal);
    TenantAnnouncement {
        directory_id,
        name: record.tenant.name.clone(),
        domain: record.tenant.domain.clone(),
        apps: apps.map(|app| announce_app(app, now)).collect(),
        users: users.map(|user| announce_user(world, user)).collect(),
        sites: sites.map(|site| announce_site(world, site)).collect(),
    }
}

fn announce_app(record: &AppRecord, now: Timestamp) -> AppAnnouncement {
    AppAnnouncement {
        display_name: record.app.display_name.clone(),
        client_id: record.client_id.to_string(),
        client_secret: record
            .app
            .secrets
            .first()
            .map(|secret| secret.value.clone()),
        state: record.state(now),
    }
}

fn announce_user(world: &World, record: &UserRecord) -> UserAnnouncement {
    let drive = world.drive(record.drive);
    let provisioned = match drive.state {
        DriveState::Ready | DriveState::Locked => true,
        DriveState::NotProvisioned(_) => false,
    };
    UserAnnouncement {
        upn: record.principal_name.clone(),
        id: record.id.to_string(),
        drive_id: provisioned.then(|| drive.id.clone()),
    }
}

fn announce_site(world: &World, record: &SiteRecord) -> SiteAnnouncement {
    let libraries = record.drives.iter().map(|key| {
        let drive = world.drive(*key);
        LibraryAnnouncement {
            title: drive.home.kind.title().to_owned(),
            drive_id: drive.id.clone(),
        }
    });
    SiteAnnouncement {
        path: record.site.path.clone(),
        id: record.id(),
        web_url: record.web_url(),
        libraries: libraries.collect(),
    }
}
