//! `DAV:lockdiscovery` and `DAV:supportedlock`.

use crate::dav::ask::PREFIX;
use crate::dav::xml::{Elements, Fragment, Href, NameRef};
use crate::domain::LockDepth;
use crate::services::LockView;

/// Exclusive and shared write locks (RFC 4918, section 15.10).
pub(super) fn write_kinds(out: &mut Elements<'_>) {
    for scope in ["exclusive", "shared"] {
        out.element(NameRef::dav("lockentry"), |entry| {
            write_kind(entry, scope);
        });
    }
}

/// The locks that cover something (RFC 4918, section 15.8). Tokens are told to everybody: they count for nobody but
/// who has set the lock.
pub(in crate::dav) fn write_locks(out: &mut Elements<'_>, locks: &[LockView]) {
    for view in locks {
        out.element(NameRef::dav("activelock"), |out| write_lock(out, view));
    }
}

fn write_lock(out: &mut Elements<'_>, view: &LockView) {
    let lock = &view.lock;
    write_kind(out, lock.scope.name());
    out.text(NameRef::dav("depth"), lock.depth.name());
    if let Some(owner) = &lock.owner {
        let owner = Fragment::from_canonical(owner.clone());
        out.fragment(NameRef::dav("owner"), &owner, None);
    }
    let left = view.left.as_secs();
    out.display(NameRef::dav("timeout"), format_args!("Second-{left}"));
    out.element(NameRef::dav("locktoken"), |token| {
        token.text(NameRef::dav("href"), lock.token.as_str());
    });
    out.element(NameRef::dav("lockroot"), |root| {
        // Only the tree's own root is written with a slash; nobody compares it letter by letter.
        let is_folder = lock.depth == LockDepth::Infinity && view.root.is_root();
        root.href(&Href::new(PREFIX, &view.root, is_folder));
    });
}

fn write_kind(out: &mut Elements<'_>, scope: &'static str) {
    out.element(NameRef::dav("lockscope"), |it| {
        it.empty(NameRef::dav(scope));
    });
    out.element(NameRef::dav("locktype"), |it| {
        it.empty(NameRef::dav("write"));
    });
}
