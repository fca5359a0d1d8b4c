//! Where a visitor goes after signing in.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::VirtualPath;
use crate::edge::Parameters;
use crate::services::Signature;

/// A path of this server, encoded: it begins with one slash and never with two, so that `next=` can
/// lead nowhere else. Made only by parsing and writing anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Destination(String);

/// A file to which a signed link leads, as far as it is one. Made by parsing, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Linked {
    /// The file.
    pub(super) path: VirtualPath,
    /// It goes through `/p`, not `/d`.
    pub(super) through_us: bool,
    /// What opens it, perhaps.
    pub(super) sign: Signature,
}

impl Linked {
    /// Reads a path and its query; `None` where that is no signed link.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (path, query) = text.split_once('?')?;
        let below = path.strip_prefix("/p").map(|below| (below, true));
        let below = below.or_else(|| path.strip_prefix("/d").map(|below| (below, false)));
        let (below, through_us) = below.filter(|(below, _)| below.starts_with('/'))?;
        let query = Parameters::parse(query, &["sign"]).ok()?;
        Some(Self {
            path: VirtualPath::from_raw(below).ok()?.path,
            through_us,
            sign: Signature::parse(query.find("sign")?)?,
        })
    }

    /// The address, for a `Location` or a form.
    pub(super) fn address(&self) -> String {
        let door = if self.through_us { "/p" } else { "/d" };
        format!("{door}{}?sign={}", self.path.to_url(), self.sign.as_str())
    }
}

/// The page of the own account.
pub(super) const OWN_ACCOUNT: &str = "/@me";

impl Destination {
    /// The front page.
    pub(super) fn front() -> Self {
        Self("/".to_owned())
    }

    /// Reads a raw path; anything that is no path of the tree, of its bytes or of the own account leads to
    /// the front page, as do the addresses around signing in, where nobody wants to arrive. A query is
    /// dropped.
    pub(super) fn parse(text: &str) -> Self {
        let path = text.split(['?', '#']).next().unwrap_or_default();
        if path == OWN_ACCOUNT {
            return Self(OWN_ACCOUNT.to_owned());
        }
        let Ok(raw) = VirtualPath::from_raw(path) else {
            return Self::front();
        };
        let first = raw.path.segments().next();
        if first.is_none_or(|first| first.starts_with('@')) {
            return Self::front();
        }
        let slash = if raw.trailing_slash { "/" } else { "" };
        Self(format!("{}{slash}", raw.path.to_url()))
    }

    /// The path, for a `Location` or a link.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of the sign-in page that leads here.
    pub(super) fn by_sign_in(&self) -> String {
        if *self == Self::front() {
            return "/@login".to_owned();
        }
        let next = utf8_percent_encode(&self.0, NON_ALPHANUMERIC);
        format!("/@login?next={next}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_ours_are_kept() {
        for (text, expected) in [
            ("/", "/"),
            ("/a/b", "/a/b"),
            ("/a%20b/", "/a%20b/"),
            ("/d/%E4%BD%A0.txt", "/d/%E4%BD%A0.txt"),
            ("/p/a?sort=name", "/p/a"),
            ("/a'\"<b>", "/a%27%22%3Cb%3E"),
            ("/a@b", "/a%40b"),
            ("/@me", "/@me"),
        ] {
            assert_eq!(Destination::parse(text).as_str(), expected, "{text}");
        }
    }

    #[test]
    fn nothing_leads_to_another_server() {
        for text in [
            "",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\n/evil.example",
            "/%2F/evil.example",
            "/%5Cevil.example",
            "/..//evil.example",
            "/.//evil.example",
            "evil.example",
            "?next=//evil.example",
            "/@logout",
            "/@me/password",
            "/@ME",
        ] {
            assert_eq!(Destination::parse(text), Destination::front(), "{text:?}");
        }
    }

    #[test]
    fn a_signed_link_is_kept_with_its_signature_and_nothing_beside() {
        let sign = "1.k.1700000000.acc_1.p.AAAA";
        for (text, expected) in [
            ("/p/a%20b", Some("/p/a%20b")),
            ("/d/a'\"<b>", Some("/d/a%27%22%3Cb%3E")),
            ("/d//evil.example", None),
            ("/p", None),
            ("/pa/b", None),
            ("/a/b", None),
            ("//evil.example/p/a", None),
            ("/p/../x", None),
        ] {
            let linked = Linked::parse(&format!("{text}?sign={sign}"));
            let address = linked.map(|linked| linked.address());
            let expected = expected.map(|path| format!("{path}?sign={sign}"));
            assert_eq!(address, expected, "{text}");
        }
        for query in ["", "sign=", "sign=x", "x=1", "sign=1.k.1.a.p.AAAA&x=1"] {
            assert_eq!(Linked::parse(&format!("/p/a?{query}")), None, "{query}");
        }
    }

    #[test]
    fn the_sign_in_page_is_told_the_way_back() {
        let destination = Destination::parse("/d/a%20b");
        assert_eq!(destination.by_sign_in(), "/@login?next=%2Fd%2Fa%2520b");
        assert_eq!(Destination::front().by_sign_in(), "/@login");
    }
}
