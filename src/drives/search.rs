//! Finds out where a source leads: to which drive, and to which folder of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::domain::{
    AppRootOf, Clock, LibraryName, MountSource, Result, SiteId, SiteName, SourcePlace, TenantId,
    Urgency,
};
use crate::graph::{self, Calls, Client};
use crate::store::Store;

use super::absences::Absences;
use super::registry::lock;
use super::turns::Turns;

/// Whose application looks for what.
pub(super) type Wanted = (TenantId, MountSource);

/// What has been found since the rows were read.
pub(super) type Found = Arc<Mutex<HashMap<Wanted, SourcePlace>>>;

/// What a search needs, apart from its callers, so that it can outlive them.
pub(super) struct Search {
    pub(super) client: Arc<Client>,
    pub(super) store: Store,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) found: Found,
    pub(super) absences: Arc<Absences>,
    pub(super) turns: Arc<Turns>,
}

impl Search {
    /// Looks, and remembers what was found.
    pub(super) async fn run(self, wanted: Wanted, urgency: Urgency) -> Result<SourcePlace> {
        // Another flight may have landed between the caller's look and the start of this one.
        let known = lock(&self.found).get(&wanted).cloned();
        if let Some(place) = known {
            return Ok(place);
        }
        let place = self.look(&wanted, urgency).await?;
        self.store
            .remember_drive(&wanted.0, &wanted.1, &place, self.clock.now())
            .await?;
        lock(&self.found).insert(wanted, place.clone());
        Ok(place)
    }

    async fn look(&self, wanted: &Wanted, urgency: Urgency) -> Result<SourcePlace> {
        self.absences.check(wanted, self.clock.now())?;
        let turn = self.turns.take(&wanted.0, urgency, &*self.clock);
        let _turn = turn.await?;
        // Those before may have found too many missing.
        self.absences.check(wanted, self.clock.now())?;
        let asked = ask(&self.client, &wanted.1, urgency).await;
        asked.map_err(|error| {
            let error = graph::for_tenant(error, &wanted.0);
            self.absences.note(wanted, &error, self.clock.now());
            error
        })
    }
}

/// Where a source leads. Asks nobody where the source names its drive.
pub(super) async fn ask(
    client: &Client,
    source: &MountSource,
    urgency: Urgency,
) -> Result<SourcePlace, graph::Error> {
    let calls = client.calls(urgency);
    let drive = match source {
        MountSource::AppRoot(of) => return ask_for_app_folder(calls, of).await,
        MountSource::Drive(id)
        | MountSource::Site {
            library: Some(LibraryName::Id(id)),
            ..
        } => id.clone(),
        MountSource::User(user) => calls.drive_of_user(user).await?.id,
        MountSource::Site {
            site,
            library: None,
        } => {
            let site = site_id(calls, site).await?;
            calls.drive_of_site(&site).await?.id
        }
        MountSource::Site {
            site,
            library: Some(LibraryName::Title(title)),
        } => {
            let site = site_id(calls, site).await?;
            calls.find_library(&site, title).await?.id
        }
    };
    Ok(SourcePlace::whole(drive))
}

/// The drive first, also where its id is known: that there is no such drive and that it lacks the folder
/// are told in the same words.
async fn ask_for_app_folder(calls: Calls<'_>, of: &AppRootOf) -> Result<SourcePlace, graph::Error> {
    let drive = match of {
        AppRootOf::User(user) => calls.drive_of_user(user).await?,
        AppRootOf::Drive(id) => calls.drive(id).await?,
    };
    let folder = calls.app_folder(&drive.id).await?;
    Ok(SourcePlace {
        drive: drive.id,
        folder: Some(folder),
    })
}

async fn site_id(calls: Calls<'_>, site: &SiteName) -> Result<SiteId, graph::Error> {
    match site {
        SiteName::Id(id) => Ok(id.clone()),
        SiteName::Address(address) => Ok(calls.site_at(address).await?.id),
    }
}
