//! What a drive knows beside its items: room, small pictures, links, permissions.

use crate::domain::{
    ItemId, Link, LinkOptions, Opened, Permission, Quota, Result, Target, Thumbnail, ThumbnailSize,
    Urgency,
};

use super::OneDrive;

impl OneDrive {
    /// How much room there is.
    pub(super) async fn room(&self, urgency: Urgency) -> Result<Quota> {
        let quota = self.client.calls(urgency).quota(&self.drive).await;
        quota.map_err(|error| self.error(error))
    }

    /// A small picture of a file, where the service has one.
    pub(super) async fn picture_of(
        &self,
        target: &Target,
        size: ThumbnailSize,
        urgency: Urgency,
    ) -> Result<Option<Thumbnail>> {
        let id = self.id_of(target, urgency).await?;
        let found = self.client.calls(urgency).thumbnail(&self.drive, &id, size);
        found.await.map_err(|error| self.error(error))
    }

    /// The bytes of a small picture, all of them.
    pub(super) async fn bytes_of_picture(
        &self,
        thumbnail: &Thumbnail,
        urgency: Urgency,
    ) -> Result<Opened> {
        let calls = self.client.calls(urgency);
        let bytes = calls.picture(&self.drive, &thumbnail.url).await;
        let bytes = bytes.map_err(|error| self.error(error))?;
        Ok(Opened {
            length: bytes.len() as u64,
            range: None,
            etag: None,
            bytes: Box::pin(futures_util::stream::iter([Ok(bytes)])),
        })
    }

    /// Makes a link of Microsoft's, or finds the one that is there.
    pub(super) async fn link_to(
        &self,
        target: &Target,
        options: &LinkOptions,
        urgency: Urgency,
    ) -> Result<Link> {
        let id = self.id_of(target, urgency).await?;
        let calls = self.client.calls(urgency);
        let link = calls.create_link(&self.drive, &id, options).await;
        link.map_err(|error| self.error(error))
    }

    /// Who may do what with an item, on Microsoft's side.
    pub(super) async fn permissions_of(
        &self,
        target: &Target,
        urgency: Urgency,
    ) -> Result<Vec<Permission>> {
        let id = self.id_of(target, urgency).await?;
        let found = self.client.calls(urgency).permissions(&self.drive, &id);
        found.await.map_err(|error| self.error(error))
    }

    /// The item's id: of a path it costs a call, which finds it in whichever form its names are stored.
    async fn id_of(&self, target: &Target, urgency: Urgency) -> Result<ItemId> {
        match target {
            Target::Id(id) => Ok(id.clone()),
            Target::At(..) => Ok(self.look_at(target, urgency).await?.id.clone()),
        }
    }
}
