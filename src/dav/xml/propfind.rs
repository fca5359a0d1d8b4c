//! What a `PROPFIND` asks (RFC 4918, section 14.20).

use super::characters::is_space;
use super::element::Element;
use super::malformed;
use super::names::Name;
use crate::domain::Result;

/// More names than any client asks for. Each is answered for each member of a folder.
const MOST_NAMES: usize = 256;

/// And longer ones in all, in bytes, namespaces included.
const LONGEST_NAMES: usize = 16 * 1024;

/// The properties asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PropFind {
    /// All that the server likes to give, and these.
    AllProp {
        /// Names asked for besides, each once, in order.
        include: Vec<Name>,
    },
    /// The names of all there are.
    PropName,
    /// These alone, each once, in order; perhaps none.
    Prop(Vec<Name>),
}

impl PropFind {
    /// Reads the body. None asks for all.
    pub fn read(body: &[u8]) -> Result<Self> {
        if is_blank(body) {
            let include = Vec::new();
            return Ok(Self::AllProp { include });
        }
        let root = Element::read(body)?;
        if !root.name.is_dav("propfind") {
            return Err(malformed("is not a propfind").into());
        }
        let mut asked = None;
        let mut include = Vec::new();
        for (name, element) in root.dav_names() {
            let more = match name {
                "allprop" => Self::AllProp {
                    include: Vec::new(),
                },
                "propname" => Self::PropName,
                "prop" => Self::Prop(names_in(element)?),
                "include" => {
                    include = names_in(element)?;
                    continue;
                }
                _ => continue,
            };
            if asked.replace(more).is_some() {
                return Err(malformed("asks for two things").into());
            }
        }
        match asked.ok_or_else(|| malformed("asks for nothing"))? {
            Self::AllProp { .. } => Ok(Self::AllProp { include }),
            other => Ok(other),
        }
    }
}

/// Whether there is nothing to read: no bytes, or white space, as some clients end an empty body.
pub(super) fn is_blank(body: &[u8]) -> bool {
    body.iter().all(|byte| is_space(char::from(*byte)))
}

fn names_in(element: &Element) -> Result<Vec<Name>> {
    let mut names: Vec<Name> = Vec::new();
    let mut length = 0;
    for child in element.elements() {
        if names.contains(&child.name) {
            continue;
        }
        length += child.name.namespace().len() + child.name.local().len();
        if names.len() >= MOST_NAMES || length > LONGEST_NAMES {
            return Err(malformed("asks for too many properties").into());
        }
        names.push(child.name.clone());
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(body: &str) -> Option<String> {
        let shown = match PropFind::read(body.as_bytes()).ok()? {
            PropFind::AllProp { include } => format!("all {include:?}"),
            PropFind::PropName => "names".to_owned(),
            PropFind::Prop(names) => format!("{names:?}"),
        };
        Some(shown)
    }

    #[test]
    fn a_client_may_ask_for_all_for_names_or_for_some() {
        for (body, expected) in [
            ("", "all []"),
            ("\r\n", "all []"),
            ("<propfind xmlns='DAV:'><allprop/></propfind>", "all []"),
            (
                "<D:propfind xmlns:D='DAV:'> <D:propname/> </D:propfind>",
                "names",
            ),
            ("<propfind xmlns='DAV:'><prop/></propfind>", "[]"),
            (
                "<propfind xmlns='DAV:'><prop><a/><a/><b xmlns=''/><c xmlns='u'>x</c></prop></propfind>",
                "[{DAV:}a, {}b, {u}c]",
            ),
            (
                "<a:propfind xmlns:a='DAV:'><a:include><a:x/></a:include><a:allprop/></a:propfind>",
                "all [{DAV:}x]",
            ),
            // litmus: propextended.
            (
                "<propfind xmlns='DAV:'><foobar/><allprop/></propfind>",
                "all []",
            ),
            (
                "<propfind xmlns='DAV:'><prop xmlns='u'/><propname/></propfind>",
                "names",
            ),
        ] {
            assert_eq!(asked(body).as_deref(), Some(expected), "{body}");
        }
    }

    #[test]
    fn other_bodies_are_refused() {
        let many: Vec<_> = (0..=MOST_NAMES).map(|it| format!("<a{it}/>")).collect();
        let many = many.concat();
        let long = (0..20).map(|it| format!("<a xmlns='{it}{}'/>", "x".repeat(1_000)));
        let long: String = long.collect();
        for body in [
            "<foo>",
            "<propfind/>",
            "<propfind xmlns='DAV:'/>",
            "<propertyupdate xmlns='DAV:'/>",
            "<propfind xmlns='DAV:'><allprop/><propname/></propfind>",
            "<propfind xmlns='DAV:'><prop/><prop/></propfind>",
            "<propfind xmlns='DAV:'><foobar/></propfind>",
            &format!("<propfind xmlns='DAV:'><prop>{many}</prop></propfind>"),
            &format!("<propfind xmlns='DAV:'><prop>{long}</prop></propfind>"),
        ] {
            assert_eq!(asked(body), None, "{body}");
        }
    }
}
