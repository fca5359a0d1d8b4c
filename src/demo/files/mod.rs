//! The files of the demo world, laid on disk as `<root>/<tenant>/<user>/…`.
//!
//! The world is a pure value (`folder`): the same bytes, names and times at every start and on
//! every machine, so that tests, screenshots and bug reports speak of the same files.
//!
//! * `write_world` lays the world on disk, once;
//! * `folder` is the tree as a value, `dates` the days on which its files were last touched;
//! * `people` says what each person keeps;
//! * `formats` writes the few binary formats (DOCX, PDF, PNG, WAV, ZIP), `picture` paints;
//! * `assets/` holds the texts, clips and photographs (see its `README.md`).

mod dates;
mod disk;
mod folder;
mod formats;
mod people;
mod picture;
#[cfg(test)]
mod tests;

pub use disk::WriteWorldError;
pub(super) use disk::write_world;
