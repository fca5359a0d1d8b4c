//! [`WorldPlan`]: the description of a world, read but not built.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::World;
use super::description::WorldDescription;
use super::load_error::LoadError;
use crate::switches::Switches;

/// The description's file in a folder that is a world.
const DESCRIPTION: &str = "world.json";

/// The description of a world, read and found to be well-formed, but not built yet.
#[derive(Debug)]
pub struct WorldPlan {
    pub(super) description: WorldDescription,
    /// What paths in the description are relative to.
    pub(super) base: PathBuf,
    /// Whether the folders in `base` are tenants.
    pub(super) has_folders: bool,
    switches: Switches,
}

impl WorldPlan {
    /// Reads a file that describes a whole world; see `WORLD.md`.
    pub fn from_file(path: &Path) -> Result<Self, LoadError> {
        let text = fs::read(path).map_err(|source| LoadError::Read {
            path: path.to_path_buf(),
            source,
        })?;
        let base = path.parent().unwrap_or(Path::new("")).to_path_buf();
        Self::parse(path, &text, base, false)
    }

    /// Reads a folder with a folder per tenant, in it a folder per user, in it the files; and in
    /// the tenant's folder `@sites` a site per folder, in it a library per folder. Symbolic links
    /// and special files are left out. A file `world.json` may say more, in the same form.
    pub fn from_folder(root: &Path) -> Result<Self, LoadError> {
        let path = root.join(DESCRIPTION);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => b"{}".to_vec(),
            Err(source) => return Err(LoadError::Read { path, source }),
        };
        Self::parse(&path, &text, root.to_path_buf(), true)
    }

    fn parse(
        path: &Path,
        text: &[u8],
        base: PathBuf,
        has_folders: bool,
    ) -> Result<Self, LoadError> {
        let wrong = |key: String, source| LoadError::Description {
            path: path.to_path_buf(),
            key,
            source,
        };
        let description: WorldDescription =
            read(text).map_err(|(key, source)| wrong(key, source))?;
        let positions = description.switches.clone().unwrap_or_else(|| json!({}));
        let switches = Switches::default().changed(positions);
        let switches = switches.map_err(|error| {
            let key = format!("switches.{}", error.path());
            wrong(key, error.into_inner())
        })?;
        Ok(Self {
            description,
            base,
            has_folders,
            switches,
        })
    }

    /// The number from which ids and secrets are derived, if it is said.
    pub fn seed(&self) -> Option<u64> {
        self.description.seed
    }

    /// When the simulated clock is to start, if it is said: for
    /// [`Options::starts_at`](crate::Options::starts_at).
    pub fn starts_at(&self) -> Option<Timestamp> {
        self.description.starts_at
    }

    /// The positions of the switches: the usual ones where nothing is said.
    pub fn switches(&self) -> Switches {
        self.switches.clone()
    }
}

impl World {
    /// Adds what a file describes: [`WorldPlan::from_file`].
    pub fn load_file(&mut self, path: &Path) -> Result<(), LoadError> {
        self.build(WorldPlan::from_file(path)?)
    }

    /// Adds what is in a folder: [`WorldPlan::from_folder`].
    pub fn load_folder(&mut self, root: &Path) -> Result<(), LoadError> {
        self.build(WorldPlan::from_folder(root)?)
    }
}

/// Reads JSON; an error comes with the key at fault.
fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, (String, serde_json::Error)> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let read = serde_path_to_error::deserialize(&mut json);
    let value = read.map_err(|error| (error.path().to_string(), error.into_inner()))?;
    json.end().map_err(|error| (".".to_owned(), error))?;
    Ok(value)
}
