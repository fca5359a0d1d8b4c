//! What administrators set.

pub(super) mod accounts;
pub(super) mod audit;
pub(super) mod explain;
pub(super) mod grants;
pub(super) mod groups;
pub(super) mod mounts;
pub(super) mod rules;
pub(super) mod tenants;
pub(super) mod tokens;
