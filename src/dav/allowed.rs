//! Which methods a resource takes: `Allow`, in answers to `OPTIONS` and with 405 (RFC 9110, section 10.2.1).
//!
//! It is said of the resource, not of the caller: what his rights shut out is 403 or 404, and would be no other method
//! for another place. Whoever may not see a place, or has not said who he is, is told what can be done with any.

use http::{HeaderValue, header};

use axum::response::Response;

use crate::domain::{EntryKind, Error, Right};
use crate::services::{Leeway, Stand};

use super::ask::Ask;
use super::routes::{ABOVE, TREE};

/// Says it of the place that is asked for. A drive that does not answer is no reason to refuse this one.
pub(super) async fn tell(ask: &Ask, response: &mut Response) {
    if ask.is_above {
        return tell_above(response);
    }
    let methods = find(ask).await;
    insert(methods.as_deref().unwrap_or(TREE), response);
}

/// Says it of what is above the tree, where the face for browsers answers the first two.
pub(super) fn tell_above(response: &mut Response) {
    let methods: Vec<_> = ["GET", "HEAD"].iter().chain(ABOVE).copied().collect();
    insert(&methods, response);
}

fn insert(methods: &[&str], response: &mut Response) {
    let allow = HeaderValue::from_str(&methods.join(", ")).expect("it is a list of names");
    response.headers_mut().insert(header::ALLOW, allow);
}

async fn find(ask: &Ask) -> Option<Vec<&'static str>> {
    if ask.caller.is_anonymous() {
        return None;
    }
    let browse = &ask.services().browse;
    let leeway = browse.leeways(&ask.caller).at(ask.path());
    match browse.stat(&ask.caller, ask.path()).await {
        // Under that name there is nothing, and nothing can be made.
        Ok(row) if ask.means_folder() && row.kind != EntryKind::Folder => Some(vec!["OPTIONS"]),
        Ok(row) => Some(methods_of(row.kind, leeway)),
        Err(Error::NotFound) if leeway.rights.holds(Right::List) => {
            Some(methods_of_none(leeway, ask.means_folder()))
        }
        Err(_) => None,
    }
}

/// What can be done where nothing lies: under a name with a slash no file is made.
fn methods_of_none(leeway: Leeway, means_folder: bool) -> Vec<&'static str> {
    let mut methods = vec!["OPTIONS"];
    if leeway.stand == Stand::Inside && leeway.is_writable() {
        methods.push("MKCOL");
        if !means_folder {
            methods.extend(["PUT", "LOCK"]);
        }
    }
    methods
}

fn methods_of(kind: EntryKind, leeway: Leeway) -> Vec<&'static str> {
    let mut methods = vec!["OPTIONS", "PROPFIND"];
    if matches!(kind, EntryKind::File | EntryKind::Folder) {
        methods.extend(["GET", "HEAD"]);
    }
    let is_copied = matches!(leeway.stand, Stand::Mount | Stand::Inside) && !leeway.holds_mounts;
    if is_copied {
        methods.push("COPY");
    }
    if leeway.is_writable() {
        methods.extend(["PROPPATCH", "LOCK", "UNLOCK"]);
        if kind == EntryKind::File {
            methods.push("PUT");
        }
        if is_copied && leeway.stand == Stand::Inside {
            methods.extend(["DELETE", "MOVE"]);
        }
    }
    methods
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Rights;

    #[test]
    fn each_kind_of_place_takes_what_can_be_done_with_it() {
        let leeway = |stand, read_only, holds_mounts| Leeway {
            stand,
            holds_mounts,
            read_only,
            rights: Rights::NONE,
        };
        for (kind, leeway, expected) in [
            (
                EntryKind::File,
                leeway(Stand::Inside, false, false),
                "OPTIONS PROPFIND GET HEAD COPY PROPPATCH LOCK UNLOCK PUT DELETE MOVE",
            ),
            (
                EntryKind::Folder,
                leeway(Stand::Inside, false, false),
                "OPTIONS PROPFIND GET HEAD COPY PROPPATCH LOCK UNLOCK DELETE MOVE",
            ),
            (
                EntryKind::Package,
                leeway(Stand::Inside, true, false),
                "OPTIONS PROPFIND COPY",
            ),
            (
                EntryKind::Folder,
                leeway(Stand::Mount, false, false),
                "OPTIONS PROPFIND GET HEAD COPY PROPPATCH LOCK UNLOCK",
            ),
            (
                EntryKind::Folder,
                leeway(Stand::Mount, false, true),
                "OPTIONS PROPFIND GET HEAD PROPPATCH LOCK UNLOCK",
            ),
            (
                EntryKind::Folder,
                leeway(Stand::Virtual, false, true),
                "OPTIONS PROPFIND GET HEAD",
            ),
        ] {
            assert_eq!(methods_of(kind, leeway).join(" "), expected, "{leeway:?}");
        }
        let fresh =
            |means_folder| methods_of_none(leeway(Stand::Inside, false, false), means_folder);
        assert_eq!(fresh(false), ["OPTIONS", "MKCOL", "PUT", "LOCK"]);
        assert_eq!(fresh(true), ["OPTIONS", "MKCOL"]);
        for closed in [
            leeway(Stand::Inside, true, false),
            leeway(Stand::Nowhere, false, false),
        ] {
            assert_eq!(methods_of_none(closed, false), ["OPTIONS"]);
        }
    }
}
