//! A body as a small tree.

use std::sync::Arc;

use super::characters::is_space;
use super::names::{DAV, Name};

/// An element with everything below it. At most `DEEPEST` levels.
#[derive(Clone, Debug)]
pub struct Element {
    /// Namespace and local name.
    pub name: Name,
    /// The prefix it was written with, empty where none was. It says nothing, but is kept in values (RFC 4918,
    /// section 4.3).
    pub(super) prefix: Box<str>,
    /// `xml:lang` of the element or the nearest above.
    pub language: Option<Arc<str>>,
    /// The attributes, without declarations of namespaces.
    pub attributes: Vec<Attribute>,
    /// Elements and text, in order; text is never empty nor next to text.
    pub children: Vec<Node>,
}

/// An attribute of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Namespace, mostly none, and local name.
    pub name: Name,
    /// The prefix it was written with, empty where none was.
    pub(super) prefix: Box<str>,
    /// The value, normalized.
    pub value: Box<str>,
}

/// What is in an element.
#[derive(Clone, Debug)]
pub enum Node {
    /// Another element.
    Element(Element),
    /// Characters, unescaped.
    Text(String),
}

impl Element {
    /// The elements in it, without the text between them.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements in it that bear the name `local` of RFC 4918.
    pub fn dav_elements(&self, local: &str) -> impl Iterator<Item = &Self> {
        self.elements()
            .filter(move |element| element.name.is_dav(local))
    }

    /// The local names of the elements in it that RFC 4918 could have named; others are to be ignored
    /// (section 17).
    pub(super) fn dav_names(&self) -> impl Iterator<Item = (&str, &Self)> {
        self.elements()
            .filter(|element| element.name.namespace() == DAV)
            .map(|element| (element.name.local(), element))
    }

    /// Its text, where it holds nothing else, without the space around it.
    pub fn text(&self) -> Option<&str> {
        match self.children.as_slice() {
            [] => Some(""),
            [Node::Text(text)] => Some(text.trim_matches(is_space)),
            _ => None,
        }
    }
}
