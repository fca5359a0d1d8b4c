//! Reads a body within bounds: no document type, no entities of anybody's, nothing from elsewhere.

use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::reader::NsReader;

use super::characters::{is_space, is_xml};
use super::decode::{decode, may_declare};
use super::element::{Element, Node};
use super::malformed;
use super::namespaces::element_of;
use crate::domain::{Error, Invalid, Result};

/// The largest body taken, in bytes.
pub const BODY_LIMIT: usize = 256 * 1024;

/// The most levels of elements.
pub(super) const DEEPEST: usize = 32;

/// The most elements in all.
const MOST_ELEMENTS: usize = 2_000;

impl Element {
    /// Reads a body: one root, and nothing but white space, comments and instructions around it.
    pub fn read(body: &[u8]) -> Result<Self> {
        if body.len() > BODY_LIMIT {
            let limit = BODY_LIMIT as u64;
            return Err(Error::TooLarge { limit });
        }
        let text = decode(body)?;
        let mut reader = NsReader::from_str(&text);
        reader.config_mut().check_comments = true;
        let mut growing = Growing::default();
        loop {
            let event = reader.read_event();
            match event.map_err(|_| malformed("is not well-formed"))? {
                Event::Start(tag) => growing.open(&reader, &tag)?,
                Event::Empty(tag) => {
                    growing.open(&reader, &tag)?;
                    growing.close()?;
                }
                // The library has compared the names.
                Event::End(_) => growing.close()?,
                Event::Text(text) => {
                    if text.contains("]]>") {
                        return Err(malformed("holds an end without its beginning").into());
                    }
                    growing.write(&text.xml10_content())?;
                }
                Event::CData(text) => growing.write_inside(&text.xml10_content())?,
                Event::GeneralRef(reference) => {
                    let character = character_of(&reference)?;
                    growing.write_inside(character.encode_utf8(&mut [0; 4]))?;
                }
                Event::Comment(_) => growing.has_begun = true,
                Event::PI(instruction) => {
                    if instruction.target().eq_ignore_ascii_case("xml") {
                        return Err(malformed("has its declaration in the wrong place").into());
                    }
                    growing.has_begun = true;
                }
                Event::Decl(declaration) => growing.declare(&declaration, &text)?,
                Event::DocType(_) => {
                    return Err(malformed("has a document type, which is not taken").into());
                }
                Event::Eof => return growing.finish().map_err(Error::from),
            }
        }
    }
}

/// A tree, as far as it has been read.
#[derive(Default)]
struct Growing {
    has_begun: bool,
    count: usize,
    open: Vec<Element>,
    root: Option<Element>,
}

impl Growing {
    /// The declaration stands before everything else.
    fn declare(&mut self, declaration: &BytesDecl<'_>, text: &str) -> Result<(), Invalid> {
        let encoding = match declaration.encoding() {
            None => None,
            Some(Ok(encoding)) => Some(encoding),
            Some(Err(_)) => return Err(malformed("has a broken declaration")),
        };
        if self.has_begun || declaration.version().is_err() {
            return Err(malformed("has a broken declaration"));
        }
        if encoding.is_some_and(|encoding| !may_declare(&encoding, text)) {
            return Err(malformed("is neither UTF-8 nor UTF-16"));
        }
        self.has_begun = true;
        Ok(())
    }

    fn open(&mut self, reader: &NsReader<&[u8]>, tag: &BytesStart<'_>) -> Result<()> {
        self.has_begun = true;
        self.count += 1;
        if self.root.is_some() {
            return Err(malformed("has more than one root").into());
        }
        if self.open.len() >= DEEPEST || self.count > MOST_ELEMENTS {
            return Err(malformed("holds too many elements, or too deep").into());
        }
        let mut element = element_of(reader, tag)?;
        if element.language.is_none() {
            element.language = self.open.last().and_then(|it| it.language.clone());
        }
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) -> Result<(), Invalid> {
        let closed = self.open.pop();
        let closed = closed.ok_or_else(|| malformed("is not well-formed"))?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Node::Element(closed)),
            None => self.root = Some(closed),
        }
        Ok(())
    }

    /// Text that may also stand around the root, as long as it is white space.
    fn write(&mut self, text: &str) -> Result<(), Invalid> {
        self.has_begun = true;
        if self.open.is_empty() && text.chars().all(is_space) {
            return Ok(());
        }
        self.write_inside(text)
    }

    fn write_inside(&mut self, text: &str) -> Result<(), Invalid> {
        let parent = self.open.last_mut();
        let parent = parent.ok_or_else(|| malformed("has text outside its root"))?;
        match parent.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ if text.is_empty() => {}
            _ => parent.children.push(Node::Text(text.to_owned())),
        }
        Ok(())
    }

    fn finish(self) -> Result<Element, Invalid> {
        let root = self.root.filter(|_| self.open.is_empty());
        root.ok_or_else(|| malformed("ends too early"))
    }
}

/// The character that a reference in text stands for. There are five entities, and none can be added.
fn character_of(reference: &BytesRef<'_>) -> Result<char, Invalid> {
    let number = reference.resolve_char_ref().ok();
    let character = match number {
        Some(Some(character)) => Some(character).filter(|character| is_xml(*character)),
        Some(None) => match &**reference {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => None,
        },
        None => None,
    };
    character.ok_or_else(|| malformed("holds a reference that stands for nothing"))
}

#[cfg(test)]
mod tests;
