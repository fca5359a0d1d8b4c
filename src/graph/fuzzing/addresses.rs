//! What is made of the paths that visitors ask for.

use percent_encoding::percent_decode_str;
use url::Url;

use crate::domain::{DriveId, DrivePath, ItemId, RawPath, VirtualPath};
use crate::graph::address::ItemAddress;
use crate::graph::cloud::Cloud;

/// Reads the raw path of a request, and builds Graph's address of the item there.
pub fn addresses(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    if let Ok(raw) = VirtualPath::from_raw(text) {
        check_path(text, &raw);
    }
    if let Ok(path) = DrivePath::from_encoded(text) {
        check_urls(&path);
    }
    if let Ok(path) = DrivePath::parse(text) {
        check_urls(&path);
    }
}

/// What was read climbs nowhere, hides nothing, and reads the same again.
fn check_path(text: &str, raw: &RawPath) {
    let path = &raw.path;
    let names: Vec<_> = path.segments().collect();
    let slashes = text.bytes().filter(|byte| *byte == b'/').count();
    let expected = if raw.trailing_slash {
        slashes - 1
    } else {
        slashes
    };
    assert_eq!(names.len(), expected, "an escape made or hid a slash");
    for name in names {
        assert!(!matches!(name, "" | "." | ".."), "{name:?}");
        assert!(!name.contains(['/', '\\', '\0']) && name.chars().count() <= 255);
    }
    assert!(path.as_str().chars().count() <= VirtualPath::MAX_CHARACTERS);
    assert_eq!(VirtualPath::parse(path.as_str()).as_ref(), Ok(path));
    let url = path.to_url();
    let url = if url.is_empty() { "/" } else { &url };
    let again = VirtualPath::from_raw(url).expect("what was written can be read");
    assert_eq!(again.path, *path);
    let key = path.key();
    let folded = VirtualPath::parse(if key.is_root() { "/" } else { key.as_str() });
    if let Ok(folded) = folded {
        assert_eq!(folded.key(), key, "a key has another key");
    }
}

/// Whatever the names are, each is one segment of the address, and nothing but a name.
fn check_urls(path: &DrivePath) {
    let drive = DriveId::parse("b!x-1").expect("an id");
    let folder = ItemId::parse("01AB").expect("an id");
    let names: Vec<_> = path.segments().map(str::to_owned).collect();
    let by_path = |place: &[&str], depth: usize| {
        let mut segments: Vec<_> = place.iter().map(|&it| it.to_owned()).collect();
        if let (Some(last), false) = (segments.get_mut(depth), names.is_empty()) {
            last.push(':');
        }
        segments.extend(names.iter().cloned());
        if let (Some(last), false) = (segments.last_mut(), names.is_empty()) {
            last.push(':');
        }
        segments
    };
    let by_key = |place: &[&str]| {
        let place = place.iter().map(|&it| it.to_owned());
        let keys = (1..=names.len()).map(|number| format!("children('@a{number}')"));
        place.chain(keys).collect::<Vec<_>>()
    };
    let root = ["v1.0", "drives", "b!x-1", "root"];
    let item = ["v1.0", "drives", "b!x-1", "items", "01AB"];
    let colons = if path.is_root() { "" } else { "::" }.to_owned();
    let quotes = "('@')".repeat(names.len());
    for (address, mut expected, marks) in [
        (ItemAddress::Path(path.clone()), by_path(&root, 3), &colons),
        (
            ItemAddress::Below(folder.clone(), path.clone()),
            by_path(&item, 4),
            &colons,
        ),
        (
            ItemAddress::Keys(None, path.clone()),
            by_key(&root),
            &quotes,
        ),
        (
            ItemAddress::Keys(Some(folder), path.clone()),
            by_key(&item),
            &quotes,
        ),
    ] {
        expected.push("children".to_owned());
        let resource = address.to_url_of(&drive, "children");
        assert_eq!(
            marks_of(&resource),
            *marks,
            "a name holds a mark of Graph's"
        );
        let query = address.query("$top=1");
        let aliased = if matches!(address, ItemAddress::Keys(..)) {
            names.clone()
        } else {
            Vec::new()
        };
        check_url(&format!("{resource}{query}"), &expected, &aliased);
    }
}

/// What Graph reads as more than letters: a colon ends a path, a quote a key.
fn marks_of(resource: &str) -> String {
    let plain = |it: &char| it.is_ascii_alphanumeric() || "-._~%/".contains(*it);
    resource.chars().filter(|it| !plain(it)).collect()
}

/// The names that stand in the query are read as they are meant, their quotes undoubled.
fn check_url(resource: &str, expected: &[String], aliased: &[String]) {
    let graph = Cloud::known().swap_remove(0).graph;
    let text = format!("{graph}v1.0/{resource}");
    let url = Url::parse(&text).expect("an address");
    assert_eq!(url.origin(), graph.origin());
    assert_eq!(url.fragment(), None);
    let mut pairs = url.query_pairs();
    assert_eq!(pairs.next(), Some(("$top".into(), "1".into())));
    let names = pairs.map(|(_, quoted)| {
        let name = quoted
            .strip_prefix('\'')
            .and_then(|rest| rest.strip_suffix('\''));
        name.expect("in quotes").replace("''", "'")
    });
    assert_eq!(names.collect::<Vec<_>>(), aliased);
    let decoded = |segment| percent_decode_str(segment).decode_utf8_lossy().into_owned();
    let segments = url.path_segments().expect("it has a path").map(decoded);
    assert_eq!(segments.collect::<Vec<_>>(), expected);
    assert_eq!(url.as_str(), text, "what is called is what was written");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::fuzzing::corpus;

    #[test]
    fn the_paths_of_the_corpus_lead_where_they_say() {
        for (name, input) in corpus("paths") {
            println!("{name}");
            addresses(&input);
        }
    }
}
