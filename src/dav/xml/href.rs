//! Addresses as they stand in answers: absolute paths.

use std::fmt;

use crate::domain::VirtualPath;

/// An absolute path, encoded as the strictest clients compare it (facts: gvfs and `sabre/dav` keep
/// `( ) ! ' *` and the unreserved characters, and write upper-case digits). A folder's ends in a slash.
#[derive(Clone, PartialEq, Eq)]
pub struct Href(String);

impl Href {
    /// The address of `path` below `prefix`, which is `/dav` or nothing.
    pub fn new(prefix: &str, path: &VirtualPath, is_folder: bool) -> Self {
        let mut href = Self(prefix.to_owned());
        for segment in path.segments() {
            href.0.push('/');
            push_encoded(&mut href.0, segment);
        }
        if is_folder || href.0.is_empty() {
            href.0.push('/');
        }
        href
    }

    /// The address of a member of this folder.
    pub fn child(&self, name: &str, is_folder: bool) -> Self {
        let mut text = String::with_capacity(self.0.len() + name.len() + 16);
        text.push_str(&self.0);
        if !text.ends_with('/') {
            text.push('/');
        }
        push_encoded(&mut text, name);
        if is_folder {
            text.push('/');
        }
        Self(text)
    }

    /// The address; it holds nothing that XML or a header would have to escape.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Href {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Href({})", self.0)
    }
}

fn push_encoded(out: &mut String, name: &str) {
    const HEX: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~()!'*".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(HEX[usize::from(byte >> 4)]);
            out.push(HEX[usize::from(byte & 15)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> VirtualPath {
        VirtualPath::from_raw(text).expect("it is a path").path
    }

    #[test]
    fn addresses_are_absolute_and_folders_end_in_a_slash() {
        let root = Href::new("/dav", &path("/"), true);
        assert_eq!(root.as_str(), "/dav/");
        assert_eq!(Href::new("", &path("/"), true).as_str(), "/");
        assert_eq!(Href::new("/dav", &path("/a/b"), false).as_str(), "/dav/a/b");
        assert_eq!(root.child("a", true).child("b", false).as_str(), "/dav/a/b");
        let plain = Href::new("/dav", &path("/a"), false);
        assert_eq!(plain.child("b", true).as_str(), "/dav/a/b/");
    }

    #[test]
    fn only_what_the_strictest_clients_keep_is_kept() {
        let root = Href::new("/dav", &path("/"), true);
        let href = root.child("a-b._~(1)!'*&,;=@:+$ #%ä💾\"<>[]", false);
        assert_eq!(
            href.as_str(),
            "/dav/a-b._~(1)!'*%26%2C%3B%3D%40%3A%2B%24%20%23%25%C3%A4%F0%9F%92%BE%22%3C%3E%5B%5D"
        );
        let read = path(href.as_str().strip_prefix("/dav").expect("it begins so"));
        assert_eq!(Href::new("/dav", &read, false), href);
    }
}
