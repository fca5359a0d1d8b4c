//! What a listing of WebDAV shows.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

/// A listing: by path, the size of each file, and none for folders.
pub(super) type Rows = BTreeMap<String, Option<u64>>;

/// Reads a multistatus. It was written by the server, which never wraps its lines.
pub(super) fn rows(multistatus: &str) -> Rows {
    let responses = multistatus.split("<D:response>").skip(1);
    responses
        .filter_map(|response| {
            let href = between(response, "<D:href>", "</D:href>")?;
            let is_folder = response.contains("<D:collection");
            let size = between(response, "<D:getcontentlength>", "</D:getcontentlength>");
            let size = size.and_then(|digits| digits.parse().ok());
            Some((path_of(href), size.filter(|_| !is_folder)))
        })
        .collect()
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
