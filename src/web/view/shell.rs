//! What stands around every page.

use crate::domain::{Caller, VirtualPath};
use crate::web::assets::{ICON, STYLE_SHEET};
use crate::web::destination::Destination;

/// Head and header of a page.
pub(in crate::web) struct Shell {
    pub(in crate::web) style_sheet: &'static str,
    pub(in crate::web) icon: &'static str,
    /// The name of who is signed in.
    pub(in crate::web) account: Option<String>,
    /// The way to the sign-in page, for who is not, where he comes back from there.
    pub(in crate::web) sign_in: Option<String>,
}

impl Shell {
    /// The shell as this caller sees it.
    pub(in crate::web) fn of(caller: &Caller) -> Self {
        let account = caller.account().map(|account| account.username.to_string());
        Self {
            style_sheet: &STYLE_SHEET.address,
            icon: &ICON.address,
            account,
            sign_in: None,
        }
    }

    /// The shell of a page that shows a place of the tree.
    pub(in crate::web) fn at(path: &VirtualPath, caller: &Caller) -> Self {
        let here = || Destination::parse(&path.to_url()).by_sign_in();
        Self {
            sign_in: caller.is_anonymous().then(here),
            ..Self::of(caller)
        }
    }
}

/// One step of the way from the front page. The last has no link: it is the page itself.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::web) struct Crumb {
    pub(in crate::web) name: String,
    pub(in crate::web) href: Option<String>,
}

/// The way to `path`.
pub(in crate::web) fn crumbs(path: &VirtualPath) -> Vec<Crumb> {
    let mut crumbs = Vec::new();
    let mut place = Some(path.clone());
    while let Some(current) = place {
        let name = current.name().unwrap_or("Home").to_owned();
        let href = (!crumbs.is_empty()).then(|| format!("{}/", current.to_url()));
        crumbs.push(Crumb { name, href });
        place = current.parent();
    }
    crumbs.reverse();
    crumbs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_but_the_last_is_a_link() {
        let path = VirtualPath::parse("/a b/c").expect("a path");
        let steps = crumbs(&path);
        let steps: Vec<_> = steps
            .iter()
            .map(|crumb| (crumb.name.as_str(), crumb.href.as_deref()))
            .collect();
        assert_eq!(
            steps,
            [("Home", Some("/")), ("a b", Some("/a%20b/")), ("c", None)]
        );
        assert_eq!(crumbs(&VirtualPath::root()).len(), 1);
    }
}
