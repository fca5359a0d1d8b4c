//! The part of an address that names a group, as far as its files go.

use super::known::{LACKING_GROUP_FACETS, known_or_not};
use super::reader::Reader;
use super::{DriveName, Route, Stop};

impl Reader<'_> {
    /// What follows `/groups`.
    pub(super) fn groups(&mut self) -> Result<Route, Stop> {
        if self.is_at_end() {
            return Err(Stop::Lacking);
        }
        let id = self.key("/groups/{group}")?;
        match self.segment() {
            None => Err(Stop::Lacking),
            Some("drive") => {
                self.template.push_str("/drive");
                self.drive(DriveName::OfGroup(id))
            }
            Some("drives") => self.drives(Route::DrivesOfGroup(id)),
            Some(other) => Err(known_or_not(other, &LACKING_GROUP_FACETS)),
        }
    }
}
