//! What names and places administrators may choose.

use crate::domain::{Error, Invalid, Result, Secret, VirtualPath};

/// Longest client secret, in bytes. Microsoft's have about 40.
const LONGEST_SECRET: usize = 1_024;

/// Refuses a place outside a tenant's part of the tree, whoever asks.
pub(super) fn check_prefix(path: &VirtualPath, prefix: &VirtualPath) -> Result<()> {
    if path.key().is_at_or_below(&prefix.key()) {
        return Ok(());
    }
    let reason = format!("must lie at or below the tenant's prefix {prefix}");
    Err(Invalid::new("path", "outside_prefix", reason).into())
}

/// Refuses a prefix that leaves one of the tenant's mounts outside.
pub(super) fn check_encloses(prefix: &VirtualPath, mount: &VirtualPath) -> Result<()> {
    if mount.key().is_at_or_below(&prefix.key()) {
        return Ok(());
    }
    let reason = format!("must be at or above the tenant's mount {mount}");
    Err(Invalid::new("path_prefix", "outside_prefix", reason).into())
}

/// Refuses parts of the tree that overlap.
pub(super) fn check_apart(
    prefix: &VirtualPath,
    others: impl IntoIterator<Item = VirtualPath>,
) -> Result<()> {
    match others.into_iter().find(|other| prefix.overlaps(other)) {
        Some(other) => {
            let reason =
                format!("the prefix overlaps with {other}, which belongs to another tenant");
            Err(Error::conflict("prefix_taken", reason))
        }
        None => Ok(()),
    }
}

/// A client secret as Entra shows it.
pub(super) fn check_secret(field: &'static str, secret: &Secret<String>) -> Result<()> {
    let text = secret.expose();
    if !text.trim().is_empty()
        && text.len() <= LONGEST_SECRET
        && !text.chars().any(char::is_control)
    {
        Ok(())
    } else {
        Err(Invalid::new(field, "invalid_secret", "must be one line, not blank").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> VirtualPath {
        VirtualPath::parse(text).expect("a path")
    }

    #[test]
    fn parts_of_the_tree_do_not_overlap() {
        let others = || [path("/contoso"), path("/a/b")].into_iter();
        for overlapping in ["/contoso", "/CONTOSO/x", "/a", "/"] {
            assert!(
                check_apart(&path(overlapping), others()).is_err(),
                "{overlapping}"
            );
        }
        assert!(check_apart(&path("/contoso2"), others()).is_ok());
    }
}
