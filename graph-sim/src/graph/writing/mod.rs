//! Changes of items.
//!
//! - [`folder`]: new folders
//! - [`update`](mod@update): rename, move, times
//! - [`deletion`]: to the recycle bin, and for good
//! - [`check_out`](mod@check_out): check-out and check-in
//! - [`body`]: what requests say in JSON
//! - [`parent`]: the folder that a `parentReference` names
//! - [`target`]: what is to be changed, and whether it may be: tags and locks

mod body;
mod check_out;
mod deletion;
mod folder;
mod parent;
mod target;
mod update;

pub(crate) use body::{FileSystemInfo, ParentReference, asked_conflict, conflict, read_json};
pub(crate) use check_out::{check_in, check_out};
pub(crate) use deletion::{delete, delete_permanently};
pub(crate) use folder::create as create_folder;
pub(crate) use target::{Target, bad_name, drive_key};
pub(crate) use update::update;
