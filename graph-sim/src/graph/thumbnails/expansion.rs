//! `$expand=thumbnails` and `$expand=thumbnails($select=medium)`.

use super::Sets;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::route::{Asked, Facet, Route};
use crate::world::Drive;

/// The thumbnails that come with each item, if they are asked for. Of what else Graph can expand,
/// `permissions` is refused for collections and the rest is lacking.
pub(crate) fn expanded<'a>(
    inquiry: &'a Inquiry<'_>,
    drive: &'a Drive,
) -> Result<Option<Sets<'a>>, Failure> {
    let Some(text) = inquiry.options.value("$expand").map(str::trim) else {
        return Ok(None);
    };
    let Some(sizes) = text.strip_prefix("thumbnails").and_then(sizes) else {
        return Err(if text == "permissions" && !asks_for_one(inquiry) {
            fault::unsupported_option("$expand").into()
        } else {
            Failure::Lacking("this expansion")
        });
    };
    let names = sizes.split(',').map(str::trim);
    let sets = Sets::new(inquiry, drive, names.filter(|name| !name.is_empty()));
    Ok(Some(
        sets.stating(inquiry.switches.thumbnails.expanded_size),
    ))
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
    use super::sizes;

    #[test]
    fn sizes_are_named_with_or_without_the_dollar() {
        assert_eq!(sizes(""), Some(""));
        assert_eq!(sizes("($select=small,medium)"), Some("small,medium"));
        assert_eq!(sizes("(select=c300x400_crop)"), Some("c300x400_crop"));
        assert_eq!(sizes("($top=1)"), None);
        assert_eq!(sizes("s"), None);
    }
}
