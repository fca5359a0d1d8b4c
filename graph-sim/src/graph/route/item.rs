//! The part of an address that leads to an item and says what of it is asked for.

use super::known::{LACKING_FACETS, known_or_not};
use super::reader::Reader;
use super::words::decode;
use super::{Facet, Step, Stop, ThumbnailPart, VersionFacet};
use crate::graph::literal;

impl Reader<'_> {
    /// Reads steps as long as there are some, then what is asked of the item they lead to.
    pub(super) fn item(&mut self, steps: &mut Vec<Step>) -> Result<Facet, Stop> {
        let mut in_path = !steps.is_empty();
        loop {
            if let Some(path) = self.colon_path() {
                in_path = true;
                steps.push(Step::Path(path?));
                continue;
            }
            let Some(segment) = self.segment() else {
                return Ok(Facet::Itself);
            };
            if std::mem::take(&mut in_path) {
                self.template.push(':');
            }
            match child_key(segment)? {
                Some(name) => {
                    self.template.push_str("/children('{name}')");
                    steps.push(Step::Child(name));
                }
                None => return self.facet(segment),
            }
        }
    }

    fn facet(&mut self, segment: &str) -> Result<Facet, Stop> {
        let segment = bare(segment);
        match segment {
            "children" => self.leaf("/children", Facet::Children),
            "content" => self.leaf("/content", Facet::Content),
            "createUploadSession" => self.leaf("/createUploadSession", Facet::CreateUploadSession),
            "copy" => self.leaf("/copy", Facet::Copy),
            "permanentDelete" => self.leaf("/permanentDelete", Facet::PermanentDelete),
            "checkout" => self.leaf("/checkout", Facet::CheckOut),
            "checkin" => self.leaf("/checkin", Facet::CheckIn),
            "createLink" => self.leaf("/createLink", Facet::CreateLink),
            "preview" => self.leaf("/preview", Facet::Preview),
            "invite" => self.leaf("/invite", Facet::Invite),
            "versions" => self.versions(),
            "permissions" => self.permissions(),
            "thumbnails" => self.thumbnails(),
            _ => self.function(segment),
        }
    }

    /// What is asked by a function with arguments.
    fn function(&mut self, segment: &str) -> Result<Facet, Stop> {
        if let Some(token) = delta_token(segment)? {
            return self.leaf("/delta", Facet::Delta(token));
        }
        let decoded = decode(segment)?;
        let text = decoded.strip_prefix("search(q=");
        match text.and_then(|text| text.strip_suffix(')')) {
            Some(text) => {
                let text = self.read_literal(text)?;
                self.leaf("/search", Facet::Search(text))
            }
            None => Err(known_or_not(segment, &LACKING_FACETS)),
        }
    }

    /// A search that is asked of the drive itself, if that is what follows.
    pub(super) fn search_of_drive(&mut self) -> Option<Result<Facet, Stop>> {
        let first = self.rest.strip_prefix('/').map(bare)?;
        if !first.starts_with("search(") {
            return None;
        }
        let segment = bare(self.segment()?);
        Some(self.function(segment))
    }

    fn versions(&mut self) -> Result<Facet, Stop> {
        if self.is_at_end() {
            return self.leaf("/versions", Facet::Versions);
        }
        let id = self.key("/versions/{version}")?;
        match self.segment() {
            None => Ok(Facet::Version(id, VersionFacet::Itself)),
            Some("content") => self.leaf("/content", Facet::Version(id, VersionFacet::Content)),
            Some("restoreVersion") => {
                self.leaf("/restoreVersion", Facet::Version(id, VersionFacet::Restore))
            }
            Some(other) => Err(Stop::Unknown(other.to_owned())),
        }
    }

    fn permissions(&mut self) -> Result<Facet, Stop> {
        if self.is_at_end() {
            return self.leaf("/permissions", Facet::Permissions);
        }
        let id = self.key("/permissions/{permission}")?;
        match self.segment() {
            None => Ok(Facet::Permission(id)),
            Some("grant" | "revokeGrants") => Err(Stop::Lacking),
            Some(other) => Err(Stop::Unknown(other.to_owned())),
        }
    }

    fn thumbnails(&mut self) -> Result<Facet, Stop> {
        if self.is_at_end() {
            return self.leaf("/thumbnails", Facet::Thumbnails(ThumbnailPart::All));
        }
        let set = self.key("/thumbnails/{set}")?;
        if self.is_at_end() {
            return Ok(Facet::Thumbnails(ThumbnailPart::Set(set)));
        }
        let size = self.key("/{size}")?;
        match self.segment() {
            None => Ok(Facet::Thumbnails(ThumbnailPart::Size { set, size })),
            Some("content") => {
                let part = ThumbnailPart::Content { set, size };
                self.leaf("/content", Facet::Thumbnails(part))
            }
            Some(other) => Err(Stop::Unknown(other.to_owned())),
        }
    }
}

/// A segment without the namespace that clients may put before actions and functions.
fn bare(segment: &str) -> &str {
    segment.strip_prefix("microsoft.graph.").unwrap_or(segment)
}

/// What is between the parentheses of `children(…)`, if that is what the segment is.
fn child_key(segment: &str) -> Result<Option<String>, Stop> {
    let segment = decode(segment)?;
    let inner = segment
        .strip_prefix("children(")
        .and_then(|rest| rest.strip_suffix(')'));
    Ok(inner.map(str::to_owned))
}

/// The token in `delta(token='…')`, if the segment is `delta` at all; it may come without one.
fn delta_token(segment: &str) -> Result<Option<Option<String>>, Stop> {
    let segment = decode(segment)?;
    if segment == "delta" || segment == "delta()" {
        return Ok(Some(None));
    }
    let token = segment
        .strip_prefix("delta(token=")
        .and_then(|rest| rest.strip_suffix(')'));
    match token.map(literal::parse) {
        None => Ok(None),
        Some(None) => Err(Stop::Malformed),
        Some(token) => Ok(Some(token)),
    }
}
