//! What a `PROPPATCH` changes (RFC 4918, section 14.19).

use std::sync::Arc;

use super::canonical::Fragment;
use super::element::Element;
use super::malformed;
use super::names::Name;
use crate::domain::Result;

/// The changes, to be made in this order, all or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropPatch {
    /// Perhaps none; a property may come more than once.
    pub instructions: Vec<Instruction>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instruction {
    /// The property shall have this value.
    Set {
        /// The property.
        name: Name,
        /// Its value.
        value: Fragment,
        /// The language of the value (`xml:lang`), from the element itself or from above.
        language: Option<Arc<str>>,
    },
    /// The property shall not be. That it isn't is no error.
    Remove {
        /// The property.
        name: Name,
    },
}

impl Instruction {
    /// The property that it is about.
    pub fn name(&self) -> &Name {
        match self {
            Self::Set { name, .. } | Self::Remove { name } => name,
        }
    }
}

impl PropPatch {
    /// Reads the body.
    pub fn read(body: &[u8]) -> Result<Self> {
        let root = Element::read(body)?;
        if !root.name.is_dav("propertyupdate") {
            return Err(malformed("is not a propertyupdate").into());
        }
        let mut instructions = Vec::new();
        for (name, element) in root.dav_names() {
            let sets = match name {
                "set" => true,
                "remove" => false,
                _ => continue,
            };
            for property in element.dav_elements("prop").flat_map(Element::elements) {
                instructions.push(instruction(sets, property)?);
            }
        }
        Ok(Self { instructions })
    }
}

fn instruction(sets: bool, property: &Element) -> Result<Instruction> {
    let name = property.name.clone();
    if !sets {
        return Ok(Instruction::Remove { name });
    }
    let language = property.language.clone().filter(|it| !it.is_empty());
    Ok(Instruction::Set {
        name,
        value: Fragment::inside(property)?,
        language,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<Vec<String>> {
        let patch = PropPatch::read(body.as_bytes()).ok()?;
        let shown = |it: &Instruction| match it {
            Instruction::Set {
                name,
                value,
                language,
            } => {
                let language = language.as_deref().unwrap_or("-");
                format!("{name:?} {language} {}", value.as_str())
            }
            Instruction::Remove { name } => format!("{name:?} gone"),
        };
        Some(patch.instructions.iter().map(shown).collect())
    }

    #[test]
    fn changes_keep_the_order_of_the_document() {
        let ns = "http://example.com/neon/litmus/";
        let body = format!(
            "<?xml version='1.0'?><propertyupdate xmlns='DAV:'>\
             <remove><prop><a xmlns='{ns}'/></prop></remove>\
             <set><prop><a xmlns='{ns}'>x</a><b xmlns='{ns}'><c/></b></prop></set>\
             <set><prop><a xmlns='{ns}'>y</a></prop></set>\
             <ignored xmlns='u'><prop><z/></prop></ignored></propertyupdate>"
        );
        let expected = [
            format!("{{{ns}}}a gone"),
            format!("{{{ns}}}a - x"),
            format!("{{{ns}}}b - <c xmlns=\"{ns}\"/>"),
            format!("{{{ns}}}a - y"),
        ];
        assert_eq!(read(&body).as_deref(), Some(expected.as_slice()));
    }

    #[test]
    fn values_of_all_kinds_are_taken() {
        for (property, expected) in [
            // litmus: propnullns, prophighunicode.
            (
                "<nonamespace xmlns=''>randomvalue</nonamespace>",
                "{}nonamespace - randomvalue",
            ),
            ("<high xmlns='u'>&#65536;</high>", "{u}high - \u{10000}"),
            ("<a xmlns='homeassistant'>1</a>", "{homeassistant}a - 1"),
            (
                "<a xmlns='DAV:'> 1 <b/>&amp; </a>",
                "{DAV:}a -  1 <b xmlns=\"DAV:\"/>&amp; ",
            ),
            ("<a xmlns='u' xml:lang='de'>ä</a>", "{u}a de ä"),
            ("<x:a xmlns:x='..'/>", "{..}a - "),
        ] {
            let body = format!(
                "<D:propertyupdate xmlns:D='DAV:'><D:set><D:prop>{property}</D:prop></D:set>\
                 </D:propertyupdate>"
            );
            assert_eq!(read(&body), Some(vec![expected.to_owned()]), "{property}");
        }
        let inherited = "<propertyupdate xmlns='DAV:'><set><prop xml:lang='fr'><a/>\
                         <b xml:lang=''/></prop></set></propertyupdate>";
        assert_eq!(
            read(inherited),
            Some(vec!["{DAV:}a fr ".to_owned(), "{DAV:}b - ".to_owned()])
        );
    }

    #[test]
    fn other_bodies_are_refused() {
        for body in ["", "<propertyupdate/>", "<propfind xmlns='DAV:'/>", "<foo>"] {
            assert_eq!(read(body), None, "{body}");
        }
        assert_eq!(read("<propertyupdate xmlns='DAV:'/>"), Some(Vec::new()));
    }
}
