//! The path of a request as a place in the tree.

use axum::extract::{FromRequestParts, MatchedPath, OriginalUri};
use http::request::Parts;

use crate::domain::{RawPath, Result, VirtualPath};

use super::Failed;

/// A place in the tree, read from the raw path of the request.
///
/// Never from axum's `Path`, which decodes before it splits: `%2F` would become a separator. What the
/// route says before its wildcard is its prefix and is taken away: `/d/{*path}` turns `/d/a%20b` into
/// `/a b`, and the bare routes `/d` and `/d/` mean the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreePath(pub RawPath);

impl<S: Send + Sync> FromRequestParts<S> for TreePath {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failed> {
        let original = parts.extensions.get::<OriginalUri>();
        let path = original.map_or(parts.uri.path(), |uri| uri.path());
        let template = parts.extensions.get::<MatchedPath>();
        let template = template.map_or("/", MatchedPath::as_str);
        raw_tree_path(template, path).map(Self).map_err(Failed)
    }
}

/// The place that `path` means on the route `template`.
pub fn raw_tree_path(template: &str, path: &str) -> Result<RawPath> {
    let prefix = template.split("/{").next().unwrap_or_default();
    let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
    let below = path.strip_prefix(prefix).unwrap_or(path);
    let below = if below.is_empty() { "/" } else { below };
    Ok(VirtualPath::from_raw(below)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(template: &str, path: &str) -> Option<(String, bool)> {
        let raw = raw_tree_path(template, path).ok()?;
        Some((raw.path.as_str().to_owned(), raw.trailing_slash))
    }

    #[test]
    fn what_the_route_says_before_its_wildcard_is_no_part_of_the_place() {
        for (template, path, expected, trailing_slash) in [
            ("/", "/", "/", true),
            ("/{*path}", "/a/b", "/a/b", false),
            ("/{*path}", "/a/b/", "/a/b", true),
            ("/d/{*path}", "/d/a%20b", "/a b", false),
            ("/d/{*path}", "/d/d/d", "/d/d", false),
            ("/d", "/d", "/", true),
            ("/d/", "/d/", "/", true),
            ("/api/v1/fs/{*path}", "/api/v1/fs/%E4%BD%A0", "/你", false),
        ] {
            let found = place(template, path);
            assert_eq!(found, Some((expected.to_owned(), trailing_slash)), "{path}");
        }
    }

    #[test]
    fn what_climbs_or_hides_a_slash_is_no_place() {
        for path in [
            "/d/a%2Fb",
            "/d/..",
            "/d/%2e%2e/x",
            "/d/a//b",
            "/d//evil.example",
            "/d/a%5Cb",
            "/d/a%00",
            "/d/%zz",
        ] {
            assert_eq!(place("/d/{*path}", path), None, "{path}");
        }
    }
}
