//! Copies that the service makes by itself.

use std::sync::Arc;

use crate::domain::entry::Entry;
use crate::domain::id::ItemId;
use crate::domain::path::Segment;
use crate::domain::secret::Secret;
use crate::domain::tag::ETag;

use super::Target;
use super::writing::IfExists;

/// A copy to be made within the drive. Times and permissions are not copied.
#[derive(Clone, Debug)]
pub struct CopyOptions {
    /// The folder in which the copy will lie.
    pub folder: Target,
    /// The copy's name; that of the original where it is `None`.
    pub name: Option<Segment>,
    /// What happens where the name is taken. A folder replaces nothing.
    pub if_exists: IfExists,
}

/// A copy that is being made, and where the service tells how far it is. Can be kept and asked about by
/// another process.
#[derive(Clone, Debug)]
pub struct CopyTask {
    /// Microsoft's URL of the operation; `None` where the service names none.
    pub monitor: Option<Secret<String>>,
    /// The folder in which the copy will lie.
    pub folder: ItemId,
    /// The name it will bear.
    pub name: Segment,
    /// The tag of the file that lay there when the copy was asked for: while it is there, the copy is not.
    pub replaces: Option<ETag>,
    /// Nobody knows whether the service was asked once or more often: of two copies of one name the second
    /// fails.
    pub is_repeated: bool,
}

/// How far a copy is.
#[derive(Clone, Debug)]
pub enum CopyProgress {
    /// The service is at it.
    Running {
        /// Hundredths of the whole, as the service guesses.
        percent: u8,
    },
    /// The copy is there.
    Done(Arc<Entry>),
}
