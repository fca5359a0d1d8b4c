//! A place named in a header: an absolute URI or an absolute path (`Simple-ref`, RFC 4918, section 8.3).

use std::fmt;

use super::single::malformed;
use crate::domain::Result;

/// Longer than any path of the tree, each character of which may take twelve bytes here, with a host before it.
const LONGEST: usize = 25 * 1024;

/// The server that a reference names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// In lower case: `http`, `https` or something stranger.
    pub scheme: String,
    /// Host in lower case, and the port where it is not the scheme's own.
    pub authority: String,
}

/// A place as a header names it. Whether its origin is ours is for the caller to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    origin: Option<Origin>,
    path: String,
}

impl Reference {
    /// Reads a reference. Refused are user names and passwords, queries and fragments, which no place has
    /// (a name's `?` and `#` come escaped), paths that are relative or could be taken for a host, and
    /// control characters. Spaces and letters of all scripts pass unescaped, as some clients send them.
    pub fn parse(header: &str, text: &str) -> Result<Self> {
        Self::read(text).map_err(|reason| malformed(header, reason).into())
    }

    /// The server, where one is named.
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// The path, raw: with its escapes.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The raw path below `prefix` (such as `/dav`), beginning with a slash; `None` where it lies elsewhere.
    pub fn below(&self, prefix: &str) -> Option<&str> {
        let rest = self.path.strip_prefix(prefix)?;
        match rest {
            "" => Some("/"),
            _ => rest.starts_with('/').then_some(rest),
        }
    }

    fn read(text: &str) -> Result<Self, &'static str> {
        if text.len() > LONGEST {
            return Err("is too long");
        }
        if text.chars().any(char::is_control) {
            return Err("holds a control character");
        }
        if text.contains(['?', '#']) {
            return Err("holds a query or a fragment");
        }
        if text.starts_with('/') {
            return Self::at(None, text);
        }
        let (scheme, rest) = text
            .split_once("://")
            .ok_or("is neither an absolute URI nor an absolute path")?;
        let (authority, path) = match rest.split_once('/') {
            Some((authority, path)) => (authority, format!("/{path}")),
            None => (rest, "/".to_owned()),
        };
        Self::at(Some(Origin::read(scheme, authority)?), &path)
    }

    fn at(origin: Option<Origin>, path: &str) -> Result<Self, &'static str> {
        if path.starts_with("//") {
            return Err("begins with two slashes");
        }
        let path = path.to_owned();
        Ok(Self { origin, path })
    }
}

impl Origin {
    fn read(scheme: &str, authority: &str) -> Result<Self, &'static str> {
        let scheme = scheme.to_ascii_lowercase();
        let mut letters = scheme.bytes();
        let begins = letters.next().is_some_and(|byte| byte.is_ascii_lowercase());
        if !begins || !letters.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)) {
            return Err("has no scheme");
        }
        if authority.contains('@') {
            return Err("names a user");
        }
        let authority = authority.to_ascii_lowercase();
        let (host, port) = split_port(&authority).ok_or("names no host")?;
        let own_port = match scheme.as_str() {
            "http" => "80",
            "https" => "443",
            _ => "",
        };
        let authority = if port.is_empty() || port == own_port {
            host.to_owned()
        } else {
            format!("{host}:{port}")
        };
        Ok(Self { scheme, authority })
    }
}

/// Host and port, which may be empty; an IPv6 address stands in brackets.
fn split_port(authority: &str) -> Option<(&str, &str)> {
    let (host, port) = match authority.rsplit_once(']') {
        None => authority.split_once(':').unwrap_or((authority, "")),
        Some((_, "")) => (authority, ""),
        Some((_, port)) => (authority.strip_suffix(port)?, port.strip_prefix(':')?),
    };
    let plain = |text: &str, more: &[u8]| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || more.contains(&byte);
        !text.is_empty() && text.bytes().all(allowed)
    };
    let address = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let is_host = address.map_or_else(|| plain(host, b"-._"), |address| plain(address, b":.%"));
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit());
    (is_host && is_port).then_some((host, port))
}

/// As it can be written in a header again.
impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Origin { scheme, authority }) = &self.origin {
            write!(formatter, "{scheme}://{authority}")?;
        }
        formatter.write_str(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Option<String>, String)> {
        let reference = Reference::parse("Destination", text).ok()?;
        let origin = reference
            .origin()
            .map(|it| format!("{} {}", it.scheme, it.authority));
        Some((origin, reference.path().to_owned()))
    }

    #[test]
    fn a_uri_and_a_path_name_a_place() {
        for (text, origin, path) in [
            ("/dav/a", None, "/dav/a"),
            (
                "http://Files.Example/dav/a%2520b/",
                Some("http files.example"),
                "/dav/a%2520b/",
            ),
            (
                "HTTPS://files.example:443/",
                Some("https files.example"),
                "/",
            ),
            ("http://[::1]:5244/x", Some("http [::1]:5244"), "/x"),
            ("http://files.example:/x", Some("http files.example"), "/x"),
            ("https://files.example", Some("https files.example"), "/"),
            ("http://h:443/x", Some("http h:443"), "/x"),
            ("dav://h/x y/ä", Some("dav h"), "/x y/ä"),
        ] {
            let expected = (origin.map(str::to_owned), path.to_owned());
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_names_no_place_is_refused() {
        let long = format!("/{}", "x".repeat(LONGEST));
        for text in [
            "",
            "a",
            "dav/a",
            "../a",
            "//evil.example/a",
            "http:///a",
            "http://h//a",
            "http://someone@h/a",
            "http://someone:secret@h/a",
            "http://h/a?b",
            "http://h/a#b",
            "/a#b",
            "http://h h/a",
            "http://h::80/a",
            "http://h:80:/a",
            "http://h:x/a",
            "http://[::1/a",
            "http://[::1]8/a",
            "http://::1/a",
            "://h/a",
            "1http://h/a",
            "http:/h/a",
            "/a\u{7}",
            "/a\u{85}",
            &long,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn only_what_lies_below_the_prefix_has_a_path_there() {
        let below = |path: &str| {
            let reference = Reference::parse("Destination", path).expect("a path");
            reference.below("/dav").map(str::to_owned)
        };
        assert_eq!(below("/dav").as_deref(), Some("/"));
        assert_eq!(below("/dav/").as_deref(), Some("/"));
        assert_eq!(below("/dav/dav/a%2Fb").as_deref(), Some("/dav/a%2Fb"));
        for elsewhere in ["/", "/davos", "/DAV/a", "/d/a", "/%64av/a"] {
            assert_eq!(below(elsewhere), None, "{elsewhere}");
        }
    }
}
