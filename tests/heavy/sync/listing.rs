//! What a listing of WebDAV shows.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

/// What is shown of a file; nothing where nobody has asked, or where it is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) size: Option<u64>,
    /// Without its quotes.
    pub(super) etag: Option<String>,
    /// Such as `SHA1:0123…`, several of them in a row.
    pub(super) sums: Option<String>,
}

/// A listing: by path, each file, and none for folders.
pub(super) type Rows = BTreeMap<String, Option<Shown>>;

/// Reads a multistatus. It was written by the server, which never wraps its lines.
pub(super) fn rows(multistatus: &str) -> Rows {
    let responses = multistatus.split("<D:response>").skip(1);
    responses
        .filter_map(|response| {
            let href = between(response, "<D:href>", "</D:href>")?;
            let is_folder = response.contains("<D:collection");
            let shown = (!is_folder).then(|| shown(response));
            Some((path_of(href), shown))
        })
        .collect()
}

fn shown(response: &str) -> Shown {
    let size = between(response, "<D:getcontentlength>", "</D:getcontentlength>");
    let etag = between(response, "<D:getetag>", "</D:getetag>");
    Shown {
        size: size.and_then(|digits| digits.parse().ok()),
        etag: etag.map(|etag| etag.replace("&quot;", "\"").replace('"', "")),
        sums: sums(response).filter(|sums| !sums.is_empty()),
    }
}

/// What is in the element `checksum`, which is within `checksums`; its prefix is the server's own choice.
fn sums(response: &str) -> Option<String> {
    let mut tags = response.split(":checksum").skip(1);
    let inner = tags.find(|rest| rest.starts_with([' ', '>']))?;
    between(inner, ">", "<").map(str::to_owned)
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(inner, _)| inner)
}

/// The path of the tree that an address of this face names; of an absolute one, too.
pub(super) fn path_of(address: &str) -> String {
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => address.trim_start_matches('/'),
    };
    let path = path.strip_prefix("dav").unwrap_or(path);
    let plain = path.replace("&amp;", "&").replace("&lt;", "<");
    let plain = percent_decode_str(plain.trim_end_matches('/')).decode_utf8_lossy();
    plain.into_owned()
}
