//! How far an upload has come, as text that can be sealed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

use crate::domain::{
    ContentFacts, ETag, IfExists, ItemId, QuickXor, Replaced, Secret, Segment, Swap, Times,
    Timestamp, UploadState,
};

/// The names in the text. A version that knows other ones must not go on with half of what it reads.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    url: String,
    expires_at: i64,
    folder: String,
    name: String,
    beside: Option<String>,
    size: u64,
    received: u64,
    hash: String,
    if_exists: String,
    if_match: Option<String>,
    modified_at: Option<i64>,
    created_at: Option<i64>,
    replaces: Option<Old>,
    began_at: i64,
    swap: Option<Pair>,
    /// Rows of former versions don't say it: all of them could be gone on with.
    #[serde(default = "yes")]
    is_for_later: bool,
}

const fn yes() -> bool {
    true
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Old {
    id: String,
    etag: Option<String>,
    tag: Option<String>,
    size: Option<u64>,
    hash: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    new: String,
    old: Option<String>,
    aside: String,
}

/// The text of a state, and whether anybody could go on with it; it holds the URL.
pub(super) fn to_text(state: &UploadState, is_for_later: bool) -> Secret<Vec<u8>> {
    let times = state.times.as_ref();
    let record = Record {
        url: state.url.expose().clone(),
        expires_at: state.expires_at.unix_ms(),
        folder: state.folder.as_str().to_owned(),
        name: state.name.as_str().to_owned(),
        beside: state.beside.as_ref().map(|name| name.as_str().to_owned()),
        size: state.size,
        received: state.received,
        hash: BASE64.encode(state.hash.to_bytes()),
        if_exists: state.if_exists.name().to_owned(),
        if_match: state.if_match.as_ref().map(|tag| tag.as_str().to_owned()),
        modified_at: times.map(|times| times.modified_at.unix_ms()),
        created_at: times
            .and_then(|times| times.created_at)
            .map(Timestamp::unix_ms),
        replaces: state.replaces.as_ref().map(old),
        began_at: state.began_at.unix_ms(),
        swap: state.swap.as_ref().map(|swap| Pair {
            new: swap.new.as_str().to_owned(),
            old: swap.old.as_ref().map(|old| old.as_str().to_owned()),
            aside: swap.aside.as_str().to_owned(),
        }),
        is_for_later,
    };
    Secret::new(serde_json::to_vec(&record).expect("text and numbers are JSON"))
}

/// The state of a text, and whether anybody could go on with it; `None` where the text is none of ours.
pub(super) fn from_text(text: &Secret<Vec<u8>>) -> Option<(UploadState, bool)> {
    let record: Record = serde_json::from_slice(text.expose()).ok()?;
    let hash = BASE64.decode(record.hash).ok()?;
    let state = UploadState {
        url: Secret::new(record.url),
        expires_at: Timestamp::from_unix_ms(record.expires_at),
        folder: ItemId::parse(&record.folder).ok()?,
        name: Segment::parse(&record.name).ok()?,
        beside: parsed(record.beside, |name| Segment::parse(&name).ok())?,
        size: record.size,
        received: record.received,
        hash: QuickXor::from_bytes(&hash)?,
        if_exists: IfExists::from_name(&record.if_exists)?,
        if_match: parsed(record.if_match, |text| ETag::requote(&text))?,
        times: record.modified_at.map(|modified_at| Times {
            modified_at: Timestamp::from_unix_ms(modified_at),
            created_at: record.created_at.map(Timestamp::from_unix_ms),
        }),
        replaces: parsed(record.replaces, replaced)?,
        began_at: Timestamp::from_unix_ms(record.began_at),
        swap: parsed(record.swap, |pair| {
            Some(Swap {
                new: ItemId::parse(&pair.new).ok()?,
                old: parsed(pair.old, |old| ItemId::parse(&old).ok())?,
                aside: Segment::parse(&pair.aside).ok()?,
            })
        })?,
    };
    Some((state, record.is_for_later))
}

fn old(replaced: &Replaced) -> Old {
    let Replaced { id, etag, content } = replaced;
    Old {
        id: id.as_str().to_owned(),
        etag: etag.as_ref().map(|etag| etag.as_str().to_owned()),
        tag: content.tag.clone(),
        size: content.size,
        hash: content.quick_xor_hash.clone(),
    }
}

fn replaced(old: Old) -> Option<Replaced> {
    Some(Replaced {
        id: ItemId::parse(&old.id).ok()?,
        etag: parsed(old.etag, |text| ETag::requote(&text))?,
        content: ContentFacts {
            tag: old.tag,
            size: old.size,
            quick_xor_hash: old.hash,
        },
    })
}

/// What is there must make sense: without a tag, say, what it guards would be open.
fn parsed<T, U>(written: Option<T>, parse: impl FnOnce(T) -> Option<U>) -> Option<Option<U>> {
    match written {
        None => Some(None),
        Some(written) => parse(written).map(Some),
    }
}
