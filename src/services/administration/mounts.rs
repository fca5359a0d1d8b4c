//! Drives in the tree: mount, change, test, unmount.

use std::sync::Arc;

use crate::domain::{
    AuditEntry, Deed, Delivery, Diagnosis, Invalid, Ladder, Mount, MountId, MountOptions,
    MountRoot, MountSource, Origin, Result, SourcePlace, Tenant, TenantId, VirtualPath,
};

use crate::services::atlas::Chart;
use crate::services::health::Patient;
use crate::services::registrar;
use crate::services::rules;

use super::{Administration, OptionsChange};

/// A mount to be made.
#[derive(Clone, Debug)]
pub struct NewMount {
    /// Where it is to stand.
    pub path: VirtualPath,
    /// Whose application reads it.
    pub tenant_id: TenantId,
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

/// What is to change; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct MountChange {
    /// Another place.
    pub path: Option<VirtualPath>,
    /// Another drive.
    pub source: Option<MountSource>,
    /// Another folder.
    pub root: Option<MountRoot>,
    /// Another way for bytes.
    pub delivery: Option<Delivery>,
    /// Read-only or not.
    pub read_only: Option<bool>,
    /// Other options.
    pub options: Option<OptionsChange>,
}

impl MountChange {
    /// The names of what is to change.
    fn fields(&self) -> Vec<&'static str> {
        let all = [
            ("path", self.path.is_some()),
            ("source", self.source.is_some()),
            ("root", self.root.is_some()),
            ("delivery", self.delivery.is_some()),
            ("read_only", self.read_only.is_some()),
            ("options", self.options.is_some()),
        ];
        registrar::named(&all)
    }
}

/// A mount as administrators see it.
#[derive(Clone, Debug)]
pub struct MountView {
    /// The mount; its health is its tenant's where all of that is in trouble.
    pub mount: Mount,
}

/// Drives in the tree.
#[derive(Debug)]
pub struct Mounts<'a> {
    pub(super) by: &'a Administration,
}

impl Mounts<'_> {
    /// All that are his to administer, oldest first.
    pub fn list(&self) -> Vec<MountView> {
        let chart = self.by.registrar().atlas.chart();
        let mounts = chart.mounts.iter();
        let mounts = mounts.filter(|mount| self.by.reaches(&mount.tenant_id));
        let mut mounts: Vec<_> = mounts.map(|mount| view(&chart, mount)).collect();
        mounts.sort_by(|one, other| one.mount.id.cmp(&other.mount.id));
        mounts
    }

    /// One of them.
    pub fn find(&self, id: &MountId) -> Result<MountView> {
        let chart = self.by.registrar().atlas.chart();
        Ok(view(&chart, self.by.mount(&chart, id)?))
    }

    /// Mounts a drive. Calls nobody: its state is `unchecked`.
    pub async fn create(&self, new: NewMount) -> Result<MountView> {
        let turn = self.by.registrar().turn().await;
        let mount = Mount {
            id: MountId::from_unique(self.by.registrar().row_id()),
            path: new.path,
            tenant_id: new.tenant_id,
            source: new.source,
            root: new.root,
            delivery: new.delivery,
            read_only: new.read_only,
            options: new.options,
            origin: Origin::Database,
            place: None,
            health: self.by.registrar().unchecked(),
        };
        self.check(&mount)?;
        self.by.office.workers.check(&mount.options)?;
        let id = mount.id.clone();
        let store = self.by.registrar().store.clone();
        let audit = self.deed(Deed::MountCreate, &mount);
        let insert = async move { store.insert_mount(&mount, &audit).await };
        self.by.registrar().change(turn, None, insert).await?;
        self.find(&id)
    }

    /// Changes one. A row of the configuration file is 409 `declared_in_file`. To another path it takes along
    /// the grants and rules that speak of it: 409 `contains_mount`, `grant_beyond`, `grant_taken`, `rule_taken`
    /// or `rights_above` where it can't.
    pub async fn update(&self, id: &MountId, change: MountChange) -> Result<MountView> {
        let turn = self.by.registrar().turn().await;
        let known = self.known(id)?;
        let fields = change.fields();
        let mut mount = Mount {
            path: change.path.unwrap_or_else(|| known.path.clone()),
            source: change.source.unwrap_or_else(|| known.source.clone()),
            root: change.root.unwrap_or_else(|| known.root.clone()),
            delivery: change.delivery.unwrap_or(known.delivery),
            read_only: change.read_only.unwrap_or(known.read_only),
            options: match change.options {
                Some(options) => options.applied_to(&known.options),
                None => known.options.clone(),
            },
            ..known.clone()
        };
        // What was learned of the drive and its folder holds wherever and however they are shown.
        let renewed = (&mount.source, &mount.root) != (&known.source, &known.root);
        if renewed {
            mount.health = self.by.registrar().unchecked();
        }
        self.check(&mount)?;
        // One that is no longer listed stays until something else is named.
        if mount.options.worker != known.options.worker {
            self.by.office.workers.check(&mount.options)?;
        }
        let outdated = renewed.then(|| Patient::Mount(id.clone()));
        let carried = self.by.carried(&known, &mount.path).await?;
        let store = self.by.registrar().store.clone();
        let audit = self.deed(Deed::MountUpdate, &mount);
        let audit = audit.with_fields(fields);
        let update = async move { store.update_mount(&mount, &carried, &audit).await };
        self.by.registrar().change(turn, outdated, update).await?;
        self.find(id)
    }

    /// Unmounts; nothing of Microsoft's is touched.
    pub async fn delete(&self, id: &MountId) -> Result<()> {
        let turn = self.by.registrar().turn().await;
        let known = self.known(id)?;
        let (store, id) = (self.by.registrar().store.clone(), id.clone());
        let audit = self.deed(Deed::MountDelete, &known);
        let delete = async move { store.delete_mount(&id, &audit).await };
        self.by.registrar().change(turn, None, delete).await
    }

    /// Climbs the test ladder up to this mount's root, and notes what it says about the mount, or
    /// about its tenant where that is as far as it gets.
    pub async fn test(&self, id: &MountId) -> Result<Ladder> {
        let registrar = self.by.registrar();
        let atlas = &registrar.atlas;
        let chart = atlas.chart();
        let mount = self.by.mount(&chart, id)?;
        let (tenant, urgency) = (chart.tenant_of(mount)?, registrar.visitor());
        let asked = atlas.ask();
        // Whoever asks for a test says that something may have changed.
        registrar.registry.look_again(mount);
        let test = self
            .by
            .office
            .ladders
            .test_mount(tenant, mount, urgency)
            .await;
        if let Some(drive) = &test.drive {
            self.forget_if_moved(mount, drive).await?;
        }
        let whole = Patient::Tenant(tenant.id.clone());
        let states = [
            (whole, test.state_of_tenant()),
            (Patient::Mount(id.clone()), test.state_of_mount()),
        ];
        for (patient, state) in states {
            if let Some(state) = state {
                atlas.note(&patient, asked, state).await?;
            }
        }
        Ok(test.ladder)
    }

    /// Forgets where a mount's source leads where a test found another place there, or none.
    async fn forget_if_moved(&self, mount: &Mount, found: &Result<SourcePlace>) -> Result<()> {
        let moved = match (found, &mount.place) {
            (_, None) => false,
            (Ok(found), Some(known)) => found != known,
            (Err(error), Some(_)) => matches!(
                error.diagnosis(),
                Some(
                    Diagnosis::DriveNotFound
                        | Diagnosis::SiteNotFound
                        | Diagnosis::LibraryNotFound
                        | Diagnosis::AppFolderMissing
                )
            ),
        };
        if !moved {
            return Ok(());
        }
        let registrar = self.by.registrar();
        registrar.registry.forget_drive(mount).await?;
        registrar.follower.follow().await
    }

    fn deed(&self, deed: Deed, mount: &Mount) -> AuditEntry {
        let audit = self.by.audit(deed);
        audit.to(mount.id.as_str()).at_path(mount.path.clone())
    }

    /// The mount, if it may be changed here.
    fn known(&self, id: &MountId) -> Result<Mount> {
        let chart = self.by.registrar().atlas.chart();
        let mount = self.by.mount(&chart, id)?;
        registrar::check_origin(mount.origin)?;
        Ok(Mount::clone(mount))
    }

    /// Refuses a tenant's administrator what nobody has put into his hands: the application reads the whole
    /// organization.
    fn check_mountable(&self, mount: &Mount, tenant: &Tenant) -> Result<()> {
        if self.by.whole().is_ok() || tenant.mountable.allows(&mount.source) {
            return Ok(());
        }
        let reason = "is not among what administrators of this tenant may mount";
        Err(Invalid::new("source", "not_mountable", reason).into())
    }

    fn check(&self, mount: &Mount) -> Result<()> {
        Mount::check_place(&mount.path)?;
        Mount::check_delivery(mount.delivery, &mount.options)?;
        let chart = self.by.registrar().atlas.chart();
        let unknown = || {
            Invalid::new(
                "tenant_id",
                "unknown_tenant",
                "is not a tenant registered here",
            )
        };
        let tenant = chart.tenants.get(&mount.tenant_id);
        // A foreign tenant is told from one that does not exist to nobody.
        let tenant = tenant.filter(|tenant| self.by.reaches(&tenant.id));
        let tenant = tenant.ok_or_else(unknown)?;
        self.check_mountable(mount, tenant)?;
        rules::check_prefix(&mount.path, &tenant.path_prefix)?;
        Ok(mount.source.check()?)
    }
}

impl Administration {
    /// A mount, if it is his to administer.
    fn mount<'c>(&self, chart: &'c Chart, id: &MountId) -> Result<&'c Arc<Mount>> {
        let mount = chart.mount(id)?;
        self.within(&mount.tenant_id).map(|()| mount)
    }
}

fn view(chart: &Chart, mount: &Mount) -> MountView {
    let mount = Mount {
        health: chart.health_of(mount),
        ..mount.clone()
    };
    MountView { mount }
}
