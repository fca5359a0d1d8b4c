//! Versions, quota, links, permissions.

use bytes::Bytes;
use futures_util::stream;

use crate::domain::{
    ETag, Error, Holder, Link, LinkKind, LinkOptions, LinkScope, Opened, Permission, Quota,
    QuotaState, RangeRequest, Result, Secret, Target, Timestamp, Version, VersionId,
};

use super::item::{Held, made_at};
use super::items::Items;

impl Items {
    pub(super) fn versions(&self, target: &Target) -> Result<Vec<Version>> {
        let history = self.item(&self.find(target)?)?.content.history()?;
        let versions = history.held().zip(0_usize..).map(|(held, age)| Version {
            id: held.id(),
            size: Some(held.size()),
            modified_at: Some(held.modified_at),
            author: None,
            is_current: age == 0,
        });
        Ok(versions.collect())
    }

    /// What a version holds, or what the file holds now.
    pub(super) fn bytes_of(
        &self,
        target: &Target,
        version: Option<&VersionId>,
    ) -> Result<(Bytes, Option<ETag>)> {
        let id = self.find(target)?;
        let item = self.item(&id)?;
        let history = item.content.history()?;
        let held: &Held = match version {
            Some(version) => history.find(version)?,
            None => &history.current,
        };
        let tag = item.etag(&id).filter(|_| version.is_none());
        Ok((held.bytes.clone(), tag))
    }

    pub(super) fn restore_version(
        &mut self,
        target: &Target,
        version: &VersionId,
        now: Timestamp,
    ) -> Result<()> {
        let id = self.find(target)?;
        let (bytes, _) = self.bytes_of(target, Some(version))?;
        self.check_room(bytes.len() as u64)?;
        let item = self.change(&id)?;
        item.content.history_mut()?.push(bytes, now);
        item.times.modified_at = made_at(now).modified_at;
        Ok(())
    }

    pub(super) fn delete_version(&mut self, target: &Target, version: &VersionId) -> Result<()> {
        let id = self.find(target)?;
        self.item(&id)?.content.history()?.find(version)?;
        self.change(&id)?.content.history_mut()?.remove(version)
    }

    /// Makes the drive as large as this.
    pub(super) fn set_room(&mut self, total: u64) {
        self.total = total;
    }

    /// Whether so many bytes more have room.
    pub(super) fn check_room(&self, more: u64) -> Result<()> {
        if self.weight() + self.recycled + more > self.total {
            return Err(Error::InsufficientStorage);
        }
        Ok(())
    }

    pub(super) fn quota(&self) -> Quota {
        let used = self.weight();
        let remaining = self.total.saturating_sub(used + self.recycled);
        let state = match remaining {
            0 => QuotaState::Exceeded,
            left if left < self.total / 100 => QuotaState::Critical,
            left if left < self.total / 10 => QuotaState::Nearing,
            _ => QuotaState::Normal,
        };
        Quota {
            total: Some(self.total),
            used: Some(used),
            remaining: Some(remaining),
            deleted: Some(self.recycled),
            state: Some(state),
        }
    }

    /// Finds the link of these options, or makes it.
    pub(super) fn link(&mut self, target: &Target, options: &LinkOptions) -> Result<Link> {
        let id = self.find(target)?;
        let wanted = Link {
            id: String::new(),
            url: Secret::new(String::new()),
            kind: Some(options.kind),
            scope: Some(options.scope.unwrap_or(LinkScope::Organization)),
            has_password: options.password.is_some(),
            expires_at: options.expires_at,
            created: false,
        };
        let links = &self.item(&id)?.links;
        if let Some(found) = links.iter().find(|link| is_alike(link, &wanted)) {
            return Ok(found.clone());
        }
        let number = links.len() + 1;
        let link = Link {
            id: format!("{id}.{number}"),
            url: Secret::new(format!("memory:link/{id}/{number}")),
            ..wanted
        };
        self.change(&id)?.links.push(link.clone());
        Ok(Link {
            created: true,
            ..link
        })
    }

    /// The drive's owner, and whoever has a link to the item or to a folder above.
    pub(super) fn permissions(&self, target: &Target) -> Result<Vec<Permission>> {
        let id = self.find(target)?;
        let owner = Permission {
            id: "owner".to_owned(),
            roles: vec!["owner".to_owned()],
            holder: Holder::Named(vec!["Owner".to_owned()]),
            is_inherited: self.item(&id)?.parent.is_some(),
            expires_at: None,
        };
        let mut permissions = vec![owner];
        let mut place = Some(id.clone());
        while let Some(above) = place.take() {
            let item = self.item(&above)?;
            let inherited = above != id;
            permissions.extend(item.links.iter().map(|link| permission_of(link, inherited)));
            place.clone_from(&item.parent);
        }
        Ok(permissions)
    }
}

fn is_alike(one: &Link, other: &Link) -> bool {
    let look = |link: &Link| (link.kind, link.scope, link.has_password, link.expires_at);
    // Two passwords are not compared: with one, each link is another.
    look(one) == look(other) && !one.has_password
}

fn permission_of(link: &Link, is_inherited: bool) -> Permission {
    let role = match link.kind {
        Some(LinkKind::Edit) => "write",
        Some(LinkKind::View | LinkKind::Embed) | None => "read",
    };
    Permission {
        id: link.id.clone(),
        roles: vec![role.to_owned()],
        holder: Holder::Link(link.scope),
        is_inherited,
        expires_at: link.expires_at,
    }
}

/// Opens bytes, or a part of them.
pub(super) fn open(
    bytes: Bytes,
    etag: Option<ETag>,
    range: Option<RangeRequest>,
) -> Result<Opened> {
    let length = bytes.len() as u64;
    let range = range.map(|range| range.resolve(length)).transpose()?;
    let bytes = match range {
        Some(range) => {
            let position = |position: u64| usize::try_from(position).map_err(Error::internal);
            bytes.slice(position(range.first())?..=position(range.last())?)
        }
        None => bytes,
    };
    Ok(Opened {
        length,
        range,
        etag,
        bytes: Box::pin(stream::iter([Ok(bytes)])),
    })
}
