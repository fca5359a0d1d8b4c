//! What templates show: values of the domain as words, numbers and addresses.

mod format;
mod glyph;
mod mounts;
mod row;
mod shell;
mod stale;

pub(super) use format::{ago, date, exact_size, grouped, size, wait};
pub(super) use glyph::{is_text, type_words};
pub(super) use mounts::DrivesView;
pub(super) use row::RowView;
pub(super) use shell::{Crumb, Shell, crumbs};
pub(super) use stale::StaleView;
