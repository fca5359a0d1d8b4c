//! A look at a file without leaving its page.

use futures_util::TryStreamExt as _;

use crate::domain::{ByteStream, Caller, Conditions, RangeRequest, Result, VirtualPath};
use crate::edge::{MediaKind, media_kind};
use crate::services::{FetchRequest, Fetched, Row, Services, Way};
use crate::web::view::is_text;

/// The most bytes of a text that are shown.
const LIMIT: u64 = 64 * 1024;

/// What is shown of a file. HTML and SVG are text here, never markup.
pub(super) enum Preview {
    /// Nothing.
    None,
    /// A picture; the address of its bytes through us.
    Image(String),
    /// Sound.
    Audio(String),
    /// Moving pictures.
    Video(String),
    /// The beginning of a text.
    Text {
        /// The text.
        text: String,
        /// There is more of it.
        cut: bool,
    },
    /// It should be a text and could not be read: why.
    Failed(String),
}

impl Preview {
    /// Decides what to show; only a text costs a fetch. Its failure is told on the page, which is
    /// still useful without it.
    pub(super) async fn load(
        services: &Services,
        caller: &Caller,
        path: &VirtualPath,
        row: &Row,
    ) -> Self {
        let address = format!("/p{}", path.to_url());
        match media_kind(row.mime_type.as_deref()) {
            MediaKind::Image => Self::Image(address),
            MediaKind::Audio => Self::Audio(address),
            MediaKind::Video => Self::Video(address),
            MediaKind::Text | MediaKind::Other if is_text(row) => {
                let text = load_text(services, caller, path, row).await;
                text.unwrap_or_else(|error| Self::Failed(error.to_string()))
            }
            MediaKind::Text | MediaKind::Other => Self::None,
        }
    }
}

async fn load_text(
    services: &Services,
    caller: &Caller,
    path: &VirtualPath,
    row: &Row,
) -> Result<Preview> {
    let long = row.size.is_none_or(|size| size > LIMIT);
    let request = FetchRequest {
        path: path.clone(),
        way: Way::Proxy,
        head: false,
        conditions: Conditions::default(),
        // An empty file has no first byte, so a short one is asked for as a whole.
        range: long.then_some(RangeRequest::From {
            first: 0,
            last: Some(LIMIT - 1),
        }),
        until: None,
        shown_to: None,
    };
    match services.downloads.fetch(caller, request).await? {
        Fetched::Stream {
            length,
            bytes: Some(bytes),
            ..
        } => {
            let read = read(bytes).await?;
            let cut = length > u64::try_from(read.len()).unwrap_or(u64::MAX);
            Ok(show(&read, cut))
        }
        Fetched::Stream { .. }
        | Fetched::Redirect { .. }
        | Fetched::Worker(_)
        | Fetched::NotModified(_) => Ok(Preview::None),
    }
}

/// At most [`LIMIT`] bytes, however many come.
async fn read(mut bytes: ByteStream) -> Result<Vec<u8>> {
    let limit = usize::try_from(LIMIT).unwrap_or(usize::MAX);
    let mut read = Vec::new();
    while read.len() < limit {
        let Some(part) = bytes.try_next().await? else {
            break;
        };
        let room = limit - read.len();
        read.extend(part.iter().take(room));
    }
    Ok(read)
}

/// Bytes as text: UTF-8, or UTF-16 with its mark. What holds NULs is no text, whatever its name says.
fn show(bytes: &[u8], cut: bool) -> Preview {
    let wide = |pairs: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = pairs
            .chunks_exact(2)
            .map(|pair| read([pair[0], pair[1]]))
            .collect();
        String::from_utf16_lossy(&units)
    };
    let mut text = match bytes {
        [0xff, 0xfe, pairs @ ..] => wide(pairs, u16::from_le_bytes),
        [0xfe, 0xff, pairs @ ..] => wide(pairs, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    if text.contains('\0') {
        return Preview::None;
    }
    if cut && text.ends_with('\u{fffd}') {
        // The cut went through a character.
        text.pop();
    }
    Preview::Text { text, cut }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures_util::stream;

    use super::*;

    fn text(bytes: &[u8], cut: bool) -> Option<String> {
        match show(bytes, cut) {
            Preview::Text { text, .. } => Some(text),
            _ => None,
        }
    }

    #[test]
    fn a_text_is_read_by_its_mark_and_a_cut_character_is_dropped() {
        assert_eq!(text("你".as_bytes(), false), Some("你".to_owned()));
        assert_eq!(text(b"\xef\xbb\xbfa", false), Some("a".to_owned()));
        assert_eq!(text(b"\xff\xfea\0b\0", false), Some("ab".to_owned()));
        assert_eq!(text(b"\xfe\xff\0a", false), Some("a".to_owned()));
        assert_eq!(text(b"a\xe4\xbd", true), Some("a".to_owned()));
        assert_eq!(text(b"PK\0\0", false), None);
    }

    #[tokio::test]
    async fn no_more_is_read_than_is_shown() {
        let part = || Ok(Bytes::from(vec![b'a'; 50_000]));
        let bytes = read(Box::pin(stream::iter([part(), part(), part()]))).await;
        assert_eq!(bytes.expect("bytes").len(), 65_536);
    }
}
