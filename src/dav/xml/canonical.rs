//! The value of a property, as XML that means the same wherever it is written.

use std::borrow::Cow;

use quick_xml::escape::unescape;

use super::element::{Element, Node};
use super::escape::{Place, push};
use super::names::XML;
use super::reader::BODY_LIMIT;
use crate::domain::{Error, Result};

/// What stands in an element: text and elements, in one spelling. Each element declares the namespaces that it
/// needs and that are not declared above it within the fragment, so nothing depends on what it is put into.
/// Prefixes are kept (RFC 4918, section 4.3), comments and instructions are not.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Fragment(String);

impl Fragment {
    /// What is in `element`. [`Error::TooLarge`] where so many declarations are needed that it grows beyond
    /// any body.
    pub fn inside(element: &Element) -> Result<Self> {
        let mut writing = Writing {
            out: Vec::new(),
            bindings: Vec::new(),
        };
        element
            .children
            .iter()
            .try_for_each(|it| writing.node(it))?;
        let text = String::from_utf8(writing.out).expect("it is made of strings");
        Ok(Self(text))
    }

    /// A fragment that was written earlier, as [`Self::as_str`] gave it away.
    pub fn from_canonical(text: String) -> Self {
        Self(text)
    }

    /// The XML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How much room it takes, in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The elements in it, read again.
    pub fn elements(&self) -> Result<Vec<Element>> {
        let around = Element::read(format!("<value>{}</value>", self.0).as_bytes())?;
        Ok(around.elements().cloned().collect())
    }

    /// Its text, unescaped, where it holds no element.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        let is_text = !self.0.contains('<');
        is_text.then(|| unescape(&self.0).ok()).flatten()
    }
}

/// A fragment being written, with the prefixes that are bound where the pen is.
struct Writing<'a> {
    out: Vec<u8>,
    bindings: Vec<(&'a str, &'a str)>,
}

impl<'a> Writing<'a> {
    fn node(&mut self, node: &'a Node) -> Result<()> {
        match node {
            Node::Text(text) => push(&mut self.out, text, Place::Content),
            Node::Element(element) => self.element(element)?,
        }
        if self.out.len() > BODY_LIMIT {
            let limit = BODY_LIMIT as u64;
            return Err(Error::TooLarge { limit });
        }
        Ok(())
    }

    /// Not deeper than any tree that was read.
    fn element(&mut self, element: &'a Element) -> Result<()> {
        let outside = self.bindings.len();
        self.out.push(b'<');
        self.name(&element.prefix, element.name.local());
        self.declare(&element.prefix, element.name.namespace());
        for attribute in &element.attributes {
            if !attribute.prefix.is_empty() {
                self.declare(&attribute.prefix, attribute.name.namespace());
            }
            self.out.push(b' ');
            self.name(&attribute.prefix, attribute.name.local());
            self.quoted(&attribute.value);
        }
        if element.children.is_empty() {
            self.out.extend_from_slice(b"/>");
        } else {
            self.out.push(b'>');
            element.children.iter().try_for_each(|it| self.node(it))?;
            self.out.extend_from_slice(b"</");
            self.name(&element.prefix, element.name.local());
            self.out.push(b'>');
        }
        self.bindings.truncate(outside);
        Ok(())
    }

    /// Declares a prefix, unless it means that already. Without a prefix too: what is around the fragment may
    /// have a default.
    fn declare(&mut self, prefix: &'a str, namespace: &'a str) {
        let bound = self.bindings.iter().rev().find(|(it, _)| *it == prefix);
        if namespace == XML || bound.is_some_and(|(_, it)| *it == namespace) {
            return;
        }
        self.bindings.push((prefix, namespace));
        self.out.extend_from_slice(b" xmlns");
        if !prefix.is_empty() {
            self.out.push(b':');
            self.out.extend_from_slice(prefix.as_bytes());
        }
        self.quoted(namespace);
    }

    fn name(&mut self, prefix: &str, local: &str) {
        if !prefix.is_empty() {
            self.out.extend_from_slice(prefix.as_bytes());
            self.out.push(b':');
        }
        self.out.extend_from_slice(local.as_bytes());
    }

    fn quoted(&mut self, value: &str) {
        self.out.extend_from_slice(b"=\"");
        push(&mut self.out, value, Place::Attribute);
        self.out.push(b'"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(body: &str) -> Fragment {
        let root = Element::read(body.as_bytes()).expect("it is sound");
        Fragment::inside(&root).expect("it is small")
    }

    #[test]
    fn a_value_carries_its_namespaces_along() {
        for (body, value) in [
            (
                "<a>x &amp; <![CDATA[<y>]]>&#13;</a>",
                "x &amp; &lt;y&gt;&#13;",
            ),
            ("<a xmlns='DAV:'><b/></a>", r#"<b xmlns="DAV:"/>"#),
            ("<a><b><c/></b></a>", r#"<b xmlns=""><c/></b>"#),
            // litmus: propvalnspace.
            (
                "<t:v xmlns:t='http://example.com/neon/litmus/'><foo xmlns='http://bar'/></t:v>",
                r#"<foo xmlns="http://bar"/>"#,
            ),
            (
                "<p:a xmlns:p='u' xmlns:q='v'>1<p:b q:c='&quot;&#10;'>2<p:d/></p:b><q:e/>3</p:a>",
                concat!(
                    r#"1<p:b xmlns:p="u" xmlns:q="v" q:c="&quot;&#10;">2<p:d/></p:b>"#,
                    r#"<q:e xmlns:q="v"/>3"#,
                ),
            ),
            (
                "<a xmlns:p='u'><p:b xmlns:p='v'><p:c/></p:b><p:c/></a>",
                r#"<p:b xmlns:p="v"><p:c/></p:b><p:c xmlns:p="u"/>"#,
            ),
            (
                "<a xmlns='u'><b xmlns='' xml:lang='de'/></a>",
                r#"<b xmlns="" xml:lang="de"/>"#,
            ),
            ("<a><!-- no --><?no no?></a>", ""),
        ] {
            assert_eq!(inside(body).as_str(), value, "{body}");
        }
    }

    #[test]
    fn a_value_means_the_same_wherever_it_is_written() {
        let value = inside("<p:a xmlns:p='u'>1<b p:c='2'><p:d xmlns=''/></b><p:e/></p:a>");
        let elsewhere = format!("<x xmlns='v' xmlns:p='w'>{}</x>", value.as_str());
        assert_eq!(inside(&elsewhere), value);
    }

    #[test]
    fn text_is_given_only_where_there_is_nothing_else() {
        let text = |body: &str| inside(body).text().map(Cow::into_owned);
        assert_eq!(text("<a>1 &lt; 2</a>").as_deref(), Some("1 < 2"));
        assert_eq!(text("<a/>").as_deref(), Some(""));
        assert_eq!(text("<a>1<b/></a>"), None);
    }

    #[test]
    fn declarations_do_not_make_a_small_body_large() {
        let namespace = "x".repeat(1_000);
        let body = format!("<a xmlns:p='{namespace}'>{}</a>", "<p:b/>".repeat(1_000));
        let root = Element::read(body.as_bytes()).expect("it is sound");
        assert!(matches!(
            Fragment::inside(&root),
            Err(Error::TooLarge { .. })
        ));
    }
}
