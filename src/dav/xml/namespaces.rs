//! Resolves the names of a tag, and checks what the library leaves unchecked.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;
use quick_xml::events::attributes::Attribute as Written;
use quick_xml::name::{PrefixDeclaration, QName, ResolveResult};
use quick_xml::reader::NsReader;

use super::characters::{is_name, is_xml};
use super::element::{Attribute, Element};
use super::malformed;
use super::names::{Name, XML, check_namespace};
use crate::domain::{Invalid, Result};

/// Attributes of one element, declarations among them. They are compared with each other.
const MOST_ATTRIBUTES: usize = 64;

/// The element that a tag begins, without what is in it and without the language from above.
pub(super) fn element_of(reader: &NsReader<&[u8]>, tag: &BytesStart<'_>) -> Result<Element> {
    let name = tag.name();
    if prefix_of(name) == "xmlns" {
        return Err(malformed("uses the prefix xmlns").into());
    }
    let (space, local) = reader.resolver().resolve_element(name);
    let mut element = Element {
        name: Name::new(&namespace_of(&space)?, local.into_inner())?,
        prefix: prefix_of(name).into(),
        language: None,
        attributes: Vec::new(),
        children: Vec::new(),
    };
    for (count, attribute) in tag.attributes().enumerate() {
        let attribute = attribute.map_err(|_| malformed("holds a broken attribute"))?;
        if count >= MOST_ATTRIBUTES {
            return Err(malformed("holds an element with too many attributes").into());
        }
        let value = normalized(&attribute.value)?;
        if let Some(declaration) = attribute.key.as_namespace_binding() {
            check_declaration(&declaration, &value)?;
            continue;
        }
        let (space, local) = reader.resolver().resolve_attribute(attribute.key);
        let name = Name::new(&namespace_of(&space)?, local.into_inner())?;
        if element.attributes.iter().any(|other| other.name == name) {
            return Err(malformed("holds an element with an attribute twice").into());
        }
        if name.namespace() == XML && name.local() == "lang" {
            element.language = Some(value.as_str().into());
        }
        element.attributes.push(Attribute {
            name,
            prefix: prefix_of(attribute.key).into(),
            value: value.into(),
        });
    }
    Ok(element)
}

/// What a prefix stands for; nothing where there is neither prefix nor default.
fn namespace_of(space: &ResolveResult<'_>) -> Result<String, Invalid> {
    match space {
        ResolveResult::Unbound => Ok(String::new()),
        ResolveResult::Bound(namespace) => normalized(namespace.into_inner()),
        ResolveResult::Unknown(_) => Err(malformed("uses a prefix that is not declared")),
    }
}

/// Namespaces in XML 1.0, sections 2 and 3: a prefix can't be taken back, and `xml` and `xmlns` stand for
/// themselves alone.
fn check_declaration(declaration: &PrefixDeclaration<'_>, namespace: &str) -> Result<(), Invalid> {
    check_namespace(namespace)?;
    let sound = match declaration {
        PrefixDeclaration::Default => namespace != XML,
        PrefixDeclaration::Named("xml") => namespace == XML,
        PrefixDeclaration::Named(prefix) => {
            is_name(prefix) && !namespace.is_empty() && namespace != XML
        }
    };
    if sound {
        Ok(())
    } else {
        Err(malformed("declares a namespace that can't be"))
    }
}

/// The value of an attribute: references resolved, white space as XML 1.0, section 3.3.3, wants it.
fn normalized(raw: &str) -> Result<String, Invalid> {
    let broken = || malformed("holds a broken attribute");
    let written = Written {
        key: QName("value"),
        value: Cow::Borrowed(raw),
    };
    let value = written.normalized_value(XmlVersion::Implicit1_0);
    let value = value.map_err(|_| broken())?.into_owned();
    let sound = !raw.contains('<') && value.chars().all(is_xml);
    sound.then_some(value).ok_or_else(broken)
}

fn prefix_of(name: QName<'_>) -> &str {
    name.prefix().map_or("", |prefix| prefix.into_inner())
}
