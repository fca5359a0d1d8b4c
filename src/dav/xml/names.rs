//! Names of elements, and so of properties: a namespace and a local name.

use std::fmt;
use std::sync::Arc;

use super::characters::{is_name, is_xml};
use super::malformed;
use crate::domain::{Invalid, Result};

/// The namespace of everything that RFC 4918 names.
pub const DAV: &str = "DAV:";

/// The namespace of `xml:lang`, always bound to `xml`.
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The namespace of declarations; nothing else can be in it.
pub(super) const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// The longest namespace and the longest name taken, in bytes. Each is written as often as it is asked for, so
/// it is not for the client alone to say.
const LONGEST: usize = 1_024;

/// A name that can be written: its local part is one, its namespace can be held by a document. The namespace
/// may be empty (none) or relative; it is compared letter by letter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    namespace: Arc<str>,
    local: Arc<str>,
}

impl Name {
    /// A name of these parts.
    pub fn new(namespace: &str, local: &str) -> Result<Self> {
        check_namespace(namespace)?;
        if local.len() > LONGEST || !is_name(local) {
            return Err(malformed("holds a name that is none").into());
        }
        let (namespace, local) = (Arc::from(namespace), Arc::from(local));
        Ok(Self { namespace, local })
    }

    /// The namespace; empty where there is none.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The name within the namespace.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The same name, borrowed.
    pub fn as_ref(&self) -> NameRef<'_> {
        NameRef {
            namespace: &self.namespace,
            local: &self.local,
        }
    }

    /// Whether this is the name `local` of RFC 4918.
    pub fn is_dav(&self, local: &str) -> bool {
        &*self.namespace == DAV && &*self.local == local
    }
}

/// `{namespace}local`.
impl fmt::Debug for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{{{}}}{}", self.namespace, self.local)
    }
}

/// A name to write: one that was read, or one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameRef<'a> {
    namespace: &'a str,
    local: &'a str,
}

impl NameRef<'static> {
    /// The name `local` of RFC 4918 and what extends it.
    pub const fn dav(local: &'static str) -> Self {
        Self::fixed(DAV, local)
    }

    /// A name that stands in the source, and is known to be one.
    pub const fn fixed(namespace: &'static str, local: &'static str) -> Self {
        Self { namespace, local }
    }
}

impl<'a> NameRef<'a> {
    /// The namespace; empty where there is none.
    pub const fn namespace(self) -> &'a str {
        self.namespace
    }

    /// The name within the namespace.
    pub const fn local(self) -> &'a str {
        self.local
    }
}

impl<'a> From<&'a Name> for NameRef<'a> {
    fn from(name: &'a Name) -> Self {
        name.as_ref()
    }
}

/// Refuses what no element or attribute can be in.
pub(super) fn check_namespace(namespace: &str) -> Result<(), Invalid> {
    if namespace.len() > LONGEST {
        return Err(malformed("holds a namespace that is too long"));
    }
    if namespace == XMLNS || !namespace.chars().all(is_xml) {
        return Err(malformed("holds a namespace that is none"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_namespace_will_do_but_names_must_be_names() {
        let fits = |namespace, local| Name::new(namespace, local).is_ok();
        for namespace in ["", "DAV:", "homeassistant", "http://bar", "a b&<\"", "SAR:"] {
            assert!(fits(namespace, "prop0"), "{namespace}");
        }
        let long = "x".repeat(LONGEST + 1);
        for namespace in ["\0", XMLNS, &long] {
            assert!(!fits(namespace, "prop0"), "{namespace}");
        }
        for local in ["", "a:b", "<", "1", &long] {
            assert!(!fits("DAV:", local), "{local}");
        }
        let name = Name::new("DAV:", "getetag").expect("it is a name");
        assert!(name.is_dav("getetag"));
        assert_eq!(name.as_ref(), NameRef::dav("getetag"));
        assert_eq!(format!("{name:?}"), "{DAV:}getetag");
    }
}
