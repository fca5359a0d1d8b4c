//! Bodies that say which rule was broken (RFC 4918, section 16).

use bytes::Bytes;

use super::href::Href;
use super::names::NameRef;
use super::writer::{Elements, document};

/// A rule that a request broke, as clients know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// `Depth: infinity` is not answered (403).
    PropfindFiniteDepth,
    /// The property is ours to set (403).
    CannotModifyProtectedProperty,
    /// The locks at these places need their tokens (423); at least one.
    LockTokenSubmitted(Vec<Href>),
    /// The locks at these places stand against the one that is wanted (423).
    NoConflictingLock(Vec<Href>),
    /// The token does not lock this resource (409, 412).
    LockTokenMatchesRequestUri,
    /// There is no room left (507; RFC 4331, section 6).
    QuotaNotExceeded,
}

impl Precondition {
    /// Its element, as it stands in `DAV:error`.
    pub(super) fn write(&self, elements: &mut Elements<'_>) {
        let name = NameRef::dav(self.name());
        match self {
            Self::LockTokenSubmitted(hrefs) | Self::NoConflictingLock(hrefs)
                if !hrefs.is_empty() =>
            {
                elements.element(name, |inside| hrefs.iter().for_each(|it| inside.href(it)));
            }
            _ => elements.empty(name),
        }
    }

    /// The name of the element.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::PropfindFiniteDepth => "propfind-finite-depth",
            Self::CannotModifyProtectedProperty => "cannot-modify-protected-property",
            Self::LockTokenSubmitted(_) => "lock-token-submitted",
            Self::NoConflictingLock(_) => "no-conflicting-lock",
            Self::LockTokenMatchesRequestUri => "lock-token-matches-request-uri",
            Self::QuotaNotExceeded => "quota-not-exceeded",
        }
    }
}

/// The body that says so.
pub fn error_body(broken: &Precondition) -> Bytes {
    document("error", |elements| broken.write(elements))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::VirtualPath;

    #[test]
    fn the_body_names_the_rule_and_the_places() {
        let path = VirtualPath::from_raw("/a%20b").expect("it is a path").path;
        let locked = Precondition::LockTokenSubmitted(vec![Href::new("/dav", &path, true)]);
        assert_eq!(
            error_body(&locked),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><D:error xmlns:D=\"DAV:\">\
             <D:lock-token-submitted><D:href>/dav/a%20b/</D:href></D:lock-token-submitted></D:error>"
        );
        assert_eq!(
            error_body(&Precondition::PropfindFiniteDepth),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><D:error xmlns:D=\"DAV:\">\
             <D:propfind-finite-depth/></D:error>"
        );
    }
}
