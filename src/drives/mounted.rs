//! A drive as one mount shows it.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::{
    Anchor, ByteSource, CopyOptions, CopyProgress, CopyTask, Deletion, Download, Drive, DriveId,
    DrivePath, ETag, Entry, Listing, Opened, PutOptions, Quota, RangeRequest, Result, Target,
    TenantId, Update, Updated, Urgency, Version, VersionId, Written,
};

/// A drive as one mount shows it, to somebody with so much patience.
#[derive(Clone, Debug)]
pub struct Mounted {
    pub(super) drive: Arc<dyn Drive>,
    /// The same drive without a memory.
    pub(super) unremembered: Arc<dyn Drive>,
    /// Whose application reads it, and which drive it is.
    pub(super) ids: (TenantId, DriveId),
    pub(super) anchor: Anchor,
    pub(super) root: DrivePath,
    pub(super) urgency: Urgency,
}

/// What two mounts have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kinship {
    /// They show one drive by one tenant's application: the service can move and copy between them.
    Same,
    /// They show one drive by two tenants' applications: an item of one may be an item of the other.
    SameDrive,
    /// They show two drives.
    Strangers,
}

impl Mounted {
    /// The item at `path` below the mount's root.
    pub fn target(&self, path: &DrivePath) -> Target {
        Target::At(self.anchor.clone(), self.root.append(path))
    }

    /// Where `path` below the mount's root lies, from the drive's root; `None` where the root goes along with a
    /// folder of the drive.
    pub fn from_drive_root(&self, path: &DrivePath) -> Option<DrivePath> {
        (self.anchor == Anchor::Root).then(|| self.root.append(path))
    }

    /// Whether what this mount shows is what the other shows.
    pub fn kinship(&self, other: &Self) -> Kinship {
        match (self.ids.1 == other.ids.1, self.ids.0 == other.ids.0) {
            (true, true) => Kinship::Same,
            (true, false) => Kinship::SameDrive,
            (false, _) => Kinship::Strangers,
        }
    }

    /// Whose application reads the drive, and which drive it is.
    pub const fn ids(&self) -> &(TenantId, DriveId) {
        &self.ids
    }

    /// The same for work that nobody waits for.
    #[must_use]
    pub fn in_background(&self) -> Self {
        Self {
            urgency: Urgency::Background,
            ..self.clone()
        }
    }

    /// Where the mount's root lies, from the drive's root. One call where it is seen from a folder and the
    /// answer is not remembered; `None` where the service does not say.
    pub async fn root_path(&self) -> Result<Option<DrivePath>> {
        match self.floating_root() {
            None => Ok(Some(self.root.clone())),
            Some(root) => Ok(self.stat(&root).await?.found_at.clone()),
        }
    }

    /// The same, where it is known without asking.
    pub fn known_root_path(&self) -> Option<DrivePath> {
        match self.floating_root() {
            None => Some(self.root.clone()),
            Some(root) => self.known(&root)?.found_at.clone(),
        }
    }

    /// The same as a listing of the root of at most `age` has it.
    pub fn remembered_root_path(&self, age: Duration) -> Option<DrivePath> {
        match self.floating_root() {
            None => Some(self.root.clone()),
            Some(root) => self.remembered(&root, age)?.found_at.clone(),
        }
    }

    /// The mount's root, where it goes along with a folder that may be renamed or moved.
    fn floating_root(&self) -> Option<Target> {
        match &self.anchor {
            Anchor::Root => None,
            Anchor::Folder(id) if self.root.is_root() => Some(Target::Id(id.clone())),
            Anchor::Folder(_) => Some(self.target(&DrivePath::root())),
        }
    }
}

/// Reading.
impl Mounted {
    /// [`Drive::stat`].
    pub async fn stat(&self, target: &Target) -> Result<Arc<Entry>> {
        self.drive.stat(target, self.urgency).await
    }

    /// [`Drive::stat`] past all memory: for whoever brings in order what went wrong.
    pub async fn stat_afresh(&self, target: &Target) -> Result<Arc<Entry>> {
        self.unremembered.stat(target, self.urgency).await
    }

    /// [`Drive::list`].
    pub async fn list(&self, target: &Target) -> Result<Arc<Listing>> {
        self.drive.list(target, self.urgency).await
    }

    /// [`Drive::list`] past all memory: for whoever deletes what he believes to be empty. May still show what
    /// we have just deleted, as the service lists late.
    pub async fn list_afresh(&self, target: &Target) -> Result<Arc<Listing>> {
        self.unremembered.list(target, self.urgency).await
    }

    /// [`Drive::remembered`].
    pub fn remembered(&self, target: &Target, age: Duration) -> Option<Arc<Listing>> {
        self.drive.remembered(target, age)
    }

    /// [`Drive::known`].
    pub fn known(&self, target: &Target) -> Option<Arc<Entry>> {
        self.drive.known(target)
    }

    /// [`Drive::doubt`].
    pub fn doubt(&self, target: &Target) {
        self.drive.doubt(target);
    }

    /// [`Drive::download`].
    pub async fn download(&self, target: &Target, life: Duration) -> Result<Download> {
        self.drive.download(target, life, self.urgency).await
    }

    /// [`Drive::open`].
    pub async fn open(&self, download: &Download, range: Option<RangeRequest>) -> Result<Opened> {
        self.drive.open(download, range, self.urgency).await
    }

    /// [`Drive::versions`].
    pub async fn versions(&self, target: &Target) -> Result<Vec<Version>> {
        self.drive.versions(target, self.urgency).await
    }

    /// [`Drive::open_version`].
    pub async fn open_version(
        &self,
        target: &Target,
        version: &VersionId,
        range: Option<RangeRequest>,
    ) -> Result<Opened> {
        let opened = self
            .drive
            .open_version(target, version, range, self.urgency);
        opened.await
    }

    /// [`Drive::quota`].
    pub async fn quota(&self) -> Result<Quota> {
        self.drive.quota(self.urgency).await
    }
}

/// Writing.
impl Mounted {
    /// [`Drive::put`].
    pub async fn put(
        &self,
        target: &Target,
        source: ByteSource,
        options: &PutOptions,
    ) -> Result<Written> {
        self.drive.put(target, source, options, self.urgency).await
    }

    /// [`Drive::mkdir`].
    pub async fn mkdir(&self, target: &Target, parents: bool) -> Result<Written> {
        self.drive.mkdir(target, parents, self.urgency).await
    }

    /// [`Drive::update`].
    pub async fn update(&self, target: &Target, update: &Update) -> Result<Updated> {
        self.drive.update(target, update, self.urgency).await
    }

    /// [`Drive::copy`].
    pub async fn copy(&self, target: &Target, options: &CopyOptions) -> Result<CopyTask> {
        self.drive.copy(target, options, self.urgency).await
    }

    /// [`Drive::progress`].
    pub async fn progress(&self, task: &CopyTask) -> Result<CopyProgress> {
        self.drive.progress(task, self.urgency).await
    }

    /// [`Drive::delete`].
    pub async fn delete(
        &self,
        target: &Target,
        deletion: Deletion,
        if_match: Option<&ETag>,
    ) -> Result<Arc<Entry>> {
        let deleted = self.drive.delete(target, deletion, if_match, self.urgency);
        deleted.await
    }

    /// [`Drive::restore_version`].
    pub async fn restore_version(&self, target: &Target, version: &VersionId) -> Result<()> {
        let restored = self.drive.restore_version(target, version, self.urgency);
        restored.await
    }
}
