//! The part of an address that names something shared: "Accessing shared `DriveItems`".

use super::known::{LACKING_SHARE_FACETS, known_or_not};
use super::reader::Reader;
use super::{DriveName, Route, Start, Stop};

impl Reader<'_> {
    /// What follows `/shares`.
    pub(super) fn shares(&mut self) -> Result<Route, Stop> {
        let id = self.key("/shares/{share}")?;
        if self.is_at_end() {
            return Ok(Route::Share(id));
        }
        let drive = DriveName::OfShare(id.clone());
        match self.word() {
            "/driveItem" => {
                self.template.push_str("/driveItem");
                self.place(drive, Start::Shared(id))
            }
            "/root" => {
                self.template.push_str("/root");
                self.place(drive, Start::Shared(id))
            }
            "/items" => {
                let item = self.key("/items/{item}")?;
                self.place(drive, Start::Item(item))
            }
            other => {
                let segment = other.trim_start_matches('/');
                Err(known_or_not(segment, &LACKING_SHARE_FACETS))
            }
        }
    }
}
