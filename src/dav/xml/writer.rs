//! Writes elements straight into bytes: no tree, no white space, the prefix `D` for RFC 4918.

use std::fmt::{self, Display, Write as _};

use bytes::Bytes;

use super::canonical::Fragment;
use super::escape::{Place, push};
use super::href::Href;
use super::names::{DAV, NameRef, XML};

/// How every document begins.
const PROLOG: &[u8] = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>";

/// Where elements are written, one behind the other. What is opened is closed: there is no way to say it wrong.
#[derive(Debug)]
pub struct Elements<'a> {
    out: &'a mut Vec<u8>,
}

impl<'a> Elements<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out }
    }

    /// An element with nothing in it.
    pub fn empty<'n>(&mut self, name: impl Into<NameRef<'n>>) {
        let name = name.into();
        self.begin(name);
        self.out.extend_from_slice(b"/>");
    }

    /// An element with text in it, of which XML can't hold some characters: they become U+FFFD.
    pub fn text<'n>(&mut self, name: impl Into<NameRef<'n>>, text: &str) {
        self.within(name.into(), |inside| {
            push(inside.out, text, Place::Content);
        });
    }

    /// An element with a number, or something else that shows itself as text.
    pub fn display<'n>(&mut self, name: impl Into<NameRef<'n>>, value: impl Display) {
        self.within(name.into(), |inside| {
            // Writing to memory can't fail; a `Display` of its own may, and then has written what it could.
            let _written = write!(Escaping(inside.out), "{value}");
        });
    }

    /// An element with a value that was read earlier, and its language.
    pub fn fragment<'n>(
        &mut self,
        name: impl Into<NameRef<'n>>,
        value: &Fragment,
        language: Option<&str>,
    ) {
        let name = name.into();
        self.begin(name);
        if let Some(language) = language {
            self.attribute("xml:lang", language);
        }
        self.out.push(b'>');
        self.out.extend_from_slice(value.as_str().as_bytes());
        self.end(name);
    }

    /// An element with elements in it.
    pub fn element<'n>(
        &mut self,
        name: impl Into<NameRef<'n>>,
        inside: impl FnOnce(&mut Elements<'_>),
    ) {
        self.within(name.into(), inside);
    }

    /// `DAV:href`.
    pub fn href(&mut self, href: &Href) {
        self.text(NameRef::dav("href"), href.as_str());
    }

    /// What was written before.
    pub fn again(&mut self, written: &Written) {
        self.out.extend_from_slice(&written.0);
    }

    fn within(&mut self, name: NameRef<'_>, inside: impl FnOnce(&mut Elements<'_>)) {
        self.begin(name);
        self.out.push(b'>');
        inside(&mut Elements { out: self.out });
        self.end(name);
    }

    /// `<D:local`, or with the namespace declared on the spot. Windows wants a prefix; the empty namespace
    /// can't have one, and needs none, as no document of ours has a default.
    fn begin(&mut self, name: NameRef<'_>) {
        self.out.push(b'<');
        self.name(name);
        let declared = matches!(name.namespace(), "" | DAV | XML);
        if !declared {
            self.attribute("xmlns:X", name.namespace());
        }
    }

    fn end(&mut self, name: NameRef<'_>) {
        self.out.extend_from_slice(b"</");
        self.name(name);
        self.out.push(b'>');
    }

    fn name(&mut self, name: NameRef<'_>) {
        let prefix: &[u8] = match name.namespace() {
            DAV => b"D:",
            "" => b"",
            XML => b"xml:",
            _ => b"X:",
        };
        self.out.extend_from_slice(prefix);
        self.out.extend_from_slice(name.local().as_bytes());
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(b' ');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"=\"");
        push(self.out, value, Place::Attribute);
        self.out.push(b'"');
    }
}

/// Elements that are written once and stand in several places. They mean the same in each, as all documents of ours
/// declare the one prefix that elements share.
#[derive(Clone, Debug, Default)]
pub struct Written(Vec<u8>);

impl Written {
    /// Writes them.
    pub fn of(inside: impl FnOnce(&mut Elements<'_>)) -> Self {
        let mut out = Vec::new();
        inside(&mut Elements::new(&mut out));
        Self(out)
    }
}

/// Text on its way into an element.
struct Escaping<'a>(&'a mut Vec<u8>);

impl fmt::Write for Escaping<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        push(self.0, text, Place::Content);
        Ok(())
    }
}

/// Begins a document whose root is `D:` and this name. Everything else is inside it.
pub(super) fn begin_document(out: &mut Vec<u8>, root: &'static str) {
    out.extend_from_slice(PROLOG);
    out.extend_from_slice(b"<D:");
    out.extend_from_slice(root.as_bytes());
    out.extend_from_slice(b" xmlns:D=\"DAV:\">");
}

/// Ends it.
pub(super) fn end_document(out: &mut Vec<u8>, root: &'static str) {
    out.extend_from_slice(b"</D:");
    out.extend_from_slice(root.as_bytes());
    out.push(b'>');
}

/// A whole body: the answer to a `LOCK` has the root `prop`.
pub fn document(root: &'static str, inside: impl FnOnce(&mut Elements<'_>)) -> Bytes {
    let mut out = Vec::with_capacity(1_024);
    begin_document(&mut out, root);
    inside(&mut Elements::new(&mut out));
    end_document(&mut out, root);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::super::element::Element;
    use super::super::names::Name;
    use super::*;

    fn written(inside: impl FnOnce(&mut Elements<'_>)) -> String {
        let mut out = Vec::new();
        inside(&mut Elements::new(&mut out));
        String::from_utf8(out).expect("it is UTF-8")
    }

    #[test]
    fn elements_are_written_without_a_tree() {
        let name = |namespace: &str| Name::new(namespace, "a").expect("it is a name");
        assert_eq!(written(|it| it.empty(&name("DAV:"))), "<D:a/>");
        assert_eq!(written(|it| it.empty(&name(""))), "<a/>");
        assert_eq!(written(|it| it.empty(&name(XML))), "<xml:a/>");
        assert_eq!(
            written(|it| it.text(&name("u\"&"), "1<2")),
            "<X:a xmlns:X=\"u&quot;&amp;\">1&lt;2</X:a>"
        );
        assert_eq!(
            written(|it| it.display(NameRef::dav("getcontentlength"), 42)),
            "<D:getcontentlength>42</D:getcontentlength>"
        );
        assert_eq!(
            written(|it| it.element(NameRef::dav("resourcetype"), |it| {
                it.empty(NameRef::dav("collection"));
            })),
            "<D:resourcetype><D:collection/></D:resourcetype>"
        );
    }

    #[test]
    fn a_value_is_written_back_as_it_was() {
        let root = Element::read(b"<a xmlns:X='v'>1<X:b/></a>").expect("it is sound");
        let value = Fragment::inside(&root).expect("it is small");
        let name = Name::new("u", "p").expect("it is a name");
        assert_eq!(
            written(|it| it.fragment(&name, &value, Some("de"))),
            "<X:p xmlns:X=\"u\" xml:lang=\"de\">1<X:b xmlns:X=\"v\"/></X:p>"
        );
    }

    #[test]
    fn what_is_written_once_stands_where_it_is_wanted() {
        let once = Written::of(|it| it.text(NameRef::dav("depth"), "<0>"));
        let twice = written(|it| {
            it.again(&once);
            it.element(NameRef::dav("prop"), |it| it.again(&once));
        });
        let once = "<D:depth>&lt;0&gt;</D:depth>";
        assert_eq!(twice, format!("{once}<D:prop>{once}</D:prop>"));
    }

    #[test]
    fn a_document_is_whole() {
        let body = document("prop", |it| it.empty(NameRef::dav("lockdiscovery")));
        assert_eq!(
            body,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><D:prop xmlns:D=\"DAV:\">\
             <D:lockdiscovery/></D:prop>"
        );
    }
}
