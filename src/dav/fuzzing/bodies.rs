//! Bodies.

use http::StatusCode;

use crate::dav::xml::{
    BODY_LIMIT, Element, Fragment, Href, Instruction, LockInfo, Multistatus, Name, Node, PropFind,
    PropPatch,
};
use crate::domain::{Error, VirtualPath};

use super::blamed;

/// Any body. What is read can be written, and then means the same; what is in an element means the same
/// in whatever it is put; nothing but the client's fault goes wrong, and no document type passes.
pub fn xml(input: &[u8]) {
    if let Some(root) = blamed(Element::read(input)) {
        let plain = text_of(input);
        let hides = plain.contains("<!--") || plain.contains("<![CDATA[") || plain.contains("<?");
        assert!(
            hides || !plain.contains("<!DOCTYPE"),
            "a document type passes"
        );
        if let Some(value) = blamed(Fragment::inside(&root)) {
            means_the_same_elsewhere(&root, &value);
        }
    }
    if let Some(patch) = blamed(PropPatch::read(input)) {
        is_answered(&patch);
    }
    blamed(LockInfo::read(input));
    if let Some(PropFind::Prop(names)) = blamed(PropFind::read(input)) {
        let mut single = names.clone();
        single.sort();
        single.dedup();
        assert_eq!(single.len(), names.len(), "a property is asked for twice");
    }
}

/// The text that a body is, if it is one. No text of XML in UTF-8 holds a zero, and each in UTF-16 does.
fn text_of(input: &[u8]) -> String {
    let wide = |number: fn([u8; 2]) -> u16| {
        let (pairs, _) = input.as_chunks::<2>();
        let numbers: Vec<_> = pairs.iter().map(|pair| number(*pair)).collect();
        String::from_utf16_lossy(&numbers)
    };
    match input {
        _ if !input.contains(&0) => String::from_utf8_lossy(input).into_owned(),
        [0xFE, 0xFF, ..] | [0, ..] => wide(u16::from_be_bytes),
        _ => wide(u16::from_le_bytes),
    }
}

fn means_the_same_elsewhere(root: &Element, value: &Fragment) {
    let holder = "<x xmlns='urn:other' xmlns:D='urn:another' xmlns:a='urn:third'>";
    let body = format!("{holder}{}</x>", value.as_str());
    if body.len() > BODY_LIMIT {
        return;
    }
    let elsewhere = Element::read(body.as_bytes()).expect("what we write, we read");
    assert!(same(&root.children, &elsewhere.children), "{body}");
    let again = Fragment::inside(&elsewhere).expect("it fitted once");
    assert_eq!(again, *value, "there are two spellings");
    let text = value.text().is_some();
    assert_eq!(text, root.elements().next().is_none());
}

fn same(left: &[Node], right: &[Node]) -> bool {
    let pair = |(left, right): (&Node, &Node)| match (left, right) {
        (Node::Text(left), Node::Text(right)) => left == right,
        (Node::Element(left), Node::Element(right)) => {
            left.name == right.name
                && left.attributes == right.attributes
                && same(&left.children, &right.children)
        }
        _ => false,
    };
    left.len() == right.len() && left.iter().zip(right).all(pair)
}

/// Writes the values back as an answer, and reads them out of it.
fn is_answered(patch: &PropPatch) {
    let mut answer = Multistatus::new();
    let href = Href::new("/dav", &VirtualPath::root(), true);
    let sets = patch.instructions.iter().filter_map(|it| match it {
        Instruction::Set {
            name,
            value,
            language,
        } => Some((name, value, language.as_deref())),
        Instruction::Remove { .. } => None,
    });
    answer.response(&href, |properties| {
        properties.found(|found| {
            for (name, value, language) in sets.clone() {
                found.fragment(name, value, language);
            }
        });
        let names = patch.instructions.iter().map(|it| it.name().as_ref());
        properties.named(StatusCode::FAILED_DEPENDENCY, names, None);
    });
    let body = answer.finish().concat();
    if body.len() > BODY_LIMIT {
        return;
    }
    let read = Element::read(&body);
    // An answer is one level deeper than the request, and names each property twice.
    if matches!(&read, Err(Error::Invalid(invalid)) if invalid.reason.contains("too many")) {
        return;
    }
    let root = read.expect("what we write, we read");
    let groups = root.elements().flat_map(|it| it.dav_elements("propstat"));
    let mut props = groups.flat_map(|it| it.dav_elements("prop"));
    let found: Vec<_> = props.next().expect("there is a group").elements().collect();
    assert_eq!(found.len(), sets.clone().count());
    for (element, (name, value, language)) in found.into_iter().zip(sets) {
        assert_eq!(element.name, *name);
        assert_eq!(element.language.as_deref(), language);
        assert_eq!(Fragment::inside(element).expect("it is small"), *value);
    }
    let named: Vec<&Name> = props
        .flat_map(Element::elements)
        .map(|it| &it.name)
        .collect();
    let asked: Vec<&Name> = patch.instructions.iter().map(Instruction::name).collect();
    assert_eq!(named, asked);
}
