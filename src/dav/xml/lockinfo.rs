//! What a `LOCK` asks (RFC 4918, section 14.11).

use super::canonical::Fragment;
use super::element::Element;
use super::malformed;
use super::propfind::is_blank;
use crate::domain::{Invalid, LockScope, Result};

/// The lock that is wanted. Its type is always `write`, the only one there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockInfo {
    /// The scope.
    pub scope: LockScope,
    /// What the client says about itself, given back as it was (section 14.17).
    pub owner: Option<Fragment>,
}

impl LockInfo {
    /// Reads the body. `None` where there is none: the request refreshes a lock.
    pub fn read(body: &[u8]) -> Result<Option<Self>> {
        if is_blank(body) {
            return Ok(None);
        }
        let root = Element::read(body)?;
        if !root.name.is_dav("lockinfo") {
            return Err(malformed("is not a lockinfo").into());
        }
        let only = |name| choice(&root, name).ok_or_else(unclear);
        let scope = LockScope::from_name(only("lockscope")?).ok_or_else(unclear)?;
        if only("locktype")? != "write" {
            return Err(unclear().into());
        }
        let owner = root.dav_elements("owner").next();
        let owner = owner.map(Fragment::inside).transpose()?;
        Ok(Some(Self { scope, owner }))
    }
}

/// The one element of RFC 4918 in the one element `name`.
fn choice<'a>(root: &'a Element, name: &str) -> Option<&'a str> {
    let mut holders = root.dav_elements(name);
    let (holder, other) = (holders.next()?, holders.next());
    let mut choices = holder.dav_names();
    let (choice, more) = (choices.next()?, choices.next());
    (other.is_none() && more.is_none()).then_some(choice.0)
}

fn unclear() -> Invalid {
    malformed("does not say which lock is wanted")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(inside: &str) -> Option<LockInfo> {
        let body = format!("<D:lockinfo xmlns:D='DAV:'>{inside}</D:lockinfo>");
        LockInfo::read(body.as_bytes()).ok().flatten()
    }

    #[test]
    fn a_lock_has_a_scope_and_perhaps_an_owner() {
        let write = "<D:locktype><D:write/></D:locktype>";
        let exclusive = "<D:lockscope><D:exclusive/></D:lockscope>";
        let owner = "<D:owner><D:href>http://example.org/~ejw/</D:href></D:owner>";
        let lock = read(&format!("{exclusive} {write}{owner}")).expect("it is sound");
        assert_eq!(lock.scope, LockScope::Exclusive);
        assert_eq!(
            lock.owner.expect("there is one").as_str(),
            "<D:href xmlns:D=\"DAV:\">http://example.org/~ejw/</D:href>"
        );
        let shared = "<D:lockscope><D:shared/></D:lockscope>";
        let lock = read(&format!("{write}{shared}<D:new/>")).expect("it is sound");
        assert_eq!((lock.scope, lock.owner), (LockScope::Shared, None));
    }

    #[test]
    fn no_body_refreshes() {
        assert!(matches!(LockInfo::read(b""), Ok(None)));
    }

    #[test]
    fn a_body_that_does_not_say_which_lock_is_refused() {
        let write = "<D:locktype><D:write/></D:locktype>";
        let exclusive = "<D:lockscope><D:exclusive/></D:lockscope>";
        for inside in [
            "",
            write,
            exclusive,
            &format!("{exclusive}{exclusive}{write}"),
            &format!("{write}<D:lockscope/>"),
            &format!("{write}<D:lockscope><D:exclusive/><D:shared/></D:lockscope>"),
            &format!("{exclusive}<D:locktype><D:read/></D:locktype>"),
        ] {
            assert_eq!(read(inside), None, "{inside}");
        }
        assert!(LockInfo::read(b"<lockinfo/>").is_err());
        assert!(LockInfo::read(b"<foo>").is_err());
    }
}
