//! Places in the tree that are addresses of our own.

use super::key::PathKey;
use super::virtual_path::VirtualPath;
use crate::domain::error::Invalid;

/// First segments of our own, folded; so is anything that begins with `@` (design, section 4).
const RESERVED: [&str; 11] = [
    "api",
    "d",
    "p",
    "dav",
    "me",
    "healthz",
    "readyz",
    "metrics",
    "favicon.ico",
    "robots.txt",
    ".well-known",
];

impl VirtualPath {
    /// Whether the path begins with a name that one of our own addresses has. Nothing can be mounted
    /// there.
    pub fn is_reserved(&self) -> bool {
        let first = self.segments().next().map(PathKey::of_name);
        first.is_some_and(|first| first.starts_with('@') || RESERVED.contains(&first.as_str()))
    }

    /// Refuses a reserved path, as the value `field`.
    pub fn check_free(&self, field: &str) -> Result<(), Invalid> {
        let reason = "begins with a name that is reserved";
        if self.is_reserved() {
            return Err(Invalid::new(field, "reserved_path", reason));
        }
        Ok(())
    }

    /// Whether one of the two lies at or below the other.
    pub fn overlaps(&self, other: &Self) -> bool {
        let (one, other) = (self.key(), other.key());
        one.is_at_or_below(&other) || other.is_at_or_below(&one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_addresses_are_reserved_in_any_letter_case() {
        let reserved = |text: &str| VirtualPath::parse(text).expect("a path").is_reserved();
        for text in [
            "/api",
            "/API/x",
            "/d",
            "/p/x",
            "/Dav",
            "/@login",
            "/@x",
            "/.well-known/y",
            "/favicon.ico",
        ] {
            assert!(reserved(text), "{text}");
        }
        for text in ["/", "/contoso", "/contoso/api", "/dd", "/apis", "/x@y"] {
            assert!(!reserved(text), "{text}");
        }
    }
}
