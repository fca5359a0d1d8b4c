//! `$expand=thumbnails` and `$expand=thumbnails($select=medium)`.

use super::Sets;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::route::{Asked, Facet, Route};
use crate::world::Drive;

/// The thumbnails that come with each item, if they are asked for. Of what else Graph can expand,
/// `children` comes with a single item, `permissions` is refused for collections, and the rest is
/// lacking.
pub(crate) fn expanded<'a>(
    inquiry: &'a Inquiry<'_>,
    drive: &'a Drive,
) -> Result<Option<Sets<'a>>, Failure> {
    let mut found = None;
    for part in parts(inquiry.options.value("$expand").unwrap_or_default()) {
        if part == "children" && asks_for_one(inquiry) {
            continue;
        }
        let Some(sizes) = part.strip_prefix("thumbnails").and_then(sizes) else {
            return Err(if part == "permissions" && !asks_for_one(inquiry) {
                fault::unsupported_option("$expand").into()
            } else {
                Failure::Lacking("this expansion")
            });
        };
        let names = sizes.split(',').map(str::trim);
        let sets = Sets::new(inquiry, drive, names.filter(|name| !name.is_empty()));
        found = Some(sets.stating(inquiry.switches.thumbnails.expanded_size));
    }
    Ok(found)
}

/// Whether the children of a single item are asked for.
pub(crate) fn wants_children(inquiry: &Inquiry<'_>) -> bool {
    let expansions = inquiry.options.value("$expand").unwrap_or_default();
    asks_for_one(inquiry) && parts(expansions).any(|part| part == "children")
}

/// What stands between commas, but for those in parentheses.
fn parts(expansions: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_i32;
    let parts = expansions.split(move |letter| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        letter == ',' && depth == 0
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}

fn asks_for_one(inquiry: &Inquiry<'_>) -> bool {
    matches!(
        inquiry.route,
        Route::Drive(_, Asked::Item(_, Facet::Itself))
    )
}

/// The sizes in `($select=small,medium)`, or nothing where nothing follows.
fn sizes(options: &str) -> Option<&str> {
    if options.is_empty() {
        return Some("");
    }
    let inner = options.strip_prefix('(')?.strip_suffix(')')?;
    let inner = inner.strip_prefix('$').unwrap_or(inner);
    inner.strip_prefix("select=")
}

#[cfg(test)]
mod tests {
    use super::{parts, sizes};

    #[test]
    fn expansions_are_told_apart() {
        let found: Vec<&str> = parts("children, thumbnails($select=small,medium)").collect();
        assert_eq!(found, ["children", "thumbnails($select=small,medium)"]);
    }

    #[test]
    fn sizes_are_named_with_or_without_the_dollar() {
        assert_eq!(sizes(""), Some(""));
        assert_eq!(sizes("($select=small,medium)"), Some("small,medium"));
        assert_eq!(sizes("(select=c300x400_crop)"), Some("c300x400_crop"));
        assert_eq!(sizes("($top=1)"), None);
        assert_eq!(sizes("s"), None);
    }
}
