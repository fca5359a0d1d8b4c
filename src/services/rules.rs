//! What names and places administrators may choose.

use crate::domain::{Error, Invalid, Result, Secret, VirtualPath};

/// Longest name of a tenant, in characters.
const LONGEST_NAME: usize = 100;

/// Longest client secret, in bytes. Microsoft's have about 40.
const LONGEST_SECRET: usize = 1_024;

/// Refuses a place that one of our own addresses has.
pub(super) fn check_place(field: &str, path: &VirtualPath) -> Result<()> {
    if path.is_reserved() {
        return Err(Invalid::new(
            field,
            "reserved_path",
            "begins with a name that is reserved",
        )
        .into());
    }
    Ok(())
}

/// Refuses the root of the tree as a mount's place.
pub(super) fn check_mount_place(path: &VirtualPath) -> Result<()> {
    if path.is_root() {
        return Err(Invalid::new("path", "root_path", "can't be the root of the tree").into());
    }
    check_place("path", path)
}

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
    others: impl Iterator<Item = VirtualPath>,
) -> Result<()> {
    let key = prefix.key();
    for other in others {
        let known = other.key();
        if key.is_at_or_below(&known) || known.is_at_or_below(&key) {
            let reason =
                format!("the prefix overlaps with {other}, which belongs to another tenant");
            return Err(Error::conflict("prefix_taken", reason));
        }
    }
    Ok(())
}

/// A name for people: one line, not blank.
pub(super) fn check_name(name: &str) -> Result<String> {
    let name = name.trim();
    let sound = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    if sound {
        Ok(name.to_owned())
    } else {
        Err(Invalid::new(
            "name",
            "invalid_name",
            "must be one line of 1 to 100 characters",
        )
        .into())
    }
}

/// A client secret as Entra shows it.
pub(super) fn check_secret(secret: &Secret<String>) -> Result<()> {
    let text = secret.expose();
    if !text.trim().is_empty()
        && text.len() <= LONGEST_SECRET
        && !text.chars().any(char::is_control)
    {
        Ok(())
    } else {
        Err(Invalid::new(
            "client_secret",
            "invalid_secret",
            "must be one line, not blank",
        )
        .into())
    }
}

/// A user as Graph takes it: a principal name or an object id.
pub(super) fn check_user(user: &str) -> Result<()> {
    let plain =
        |character: char| !character.is_control() && !character.is_whitespace() && character != '/';
    if (1..=256).contains(&user.len()) && user.chars().all(plain) {
        Ok(())
    } else {
        Err(Invalid::new(
            "source/user",
            "invalid_user",
            "is neither a principal name nor an object id",
        )
        .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> VirtualPath {
        VirtualPath::parse(text).expect("a path")
    }

    #[test]
    fn our_own_addresses_cannot_be_mounted_over() {
        for reserved in ["/API/x", "/@login", "/"] {
            assert!(check_mount_place(&path(reserved)).is_err(), "{reserved}");
        }
        for free in ["/contoso", "/contoso/api"] {
            assert!(check_mount_place(&path(free)).is_ok(), "{free}");
        }
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
