//! Entity tags: ours towards clients, and the content's towards ourselves.

use std::fmt;
use std::sync::Arc;

/// A strong entity tag as it stands in a header, quotes included (RFC 9110, section 8.8.3).
///
/// Graph's `eTag` of an item carries its quotes inside the JSON string on business drives and none on
/// others; [`ETag::requote`] brings both to one form, so that a listing, a `HEAD` and a later delta agree.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ETag(Arc<str>);

impl ETag {
    /// The tag Microsoft wrote, in one form. `None` where nothing remains that a header can hold.
    pub fn requote(upstream: &str) -> Option<Self> {
        let opaque = upstream.strip_prefix("W/").unwrap_or(upstream);
        let opaque: String = opaque
            .chars()
            .filter(|character| *character != '"')
            .collect();
        let allowed = |byte: u8| byte == 0x21 || (0x23..=0x7e).contains(&byte);
        let sound = (1..=512).contains(&opaque.len()) && opaque.bytes().all(allowed);
        sound.then(|| Self(Arc::from(format!("\"{opaque}\""))))
    }

    /// The tag with its quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ETag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ETag({})", self.0)
    }
}

/// What changes if, and only if, the bytes of a file change: Graph's `cTag`, else size and hash, else
/// the item's own tag. The key of URL caches and the condition of every resumption.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ContentTag(Arc<str>);

impl ContentTag {
    /// The best tag that the given facts allow, in the order of design section 6.
    pub fn choose(
        c_tag: Option<&str>,
        size_and_hash: Option<(u64, &str)>,
        etag: Option<&ETag>,
    ) -> Option<Self> {
        let text = match (c_tag, size_and_hash, etag) {
            (Some(tag), _, _) if !tag.is_empty() => format!("c:{tag}"),
            (_, Some((size, hash)), _) => format!("h:{size}:{hash}"),
            (_, None, Some(etag)) => format!("e:{}", etag.as_str()),
            (_, None, None) => return None,
        };
        Some(Self(Arc::from(text)))
    }

    /// The tag as text: for keeping and comparing alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Graph's own `cTag`, where it is one.
    pub fn upstream(&self) -> Option<&str> {
        self.0.strip_prefix("c:")
    }
}

impl fmt::Debug for ContentTag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ContentTag({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_all_services_come_to_one_quoted_form() {
        let expected = "\"{3B0F8A51},2\"";
        for upstream in ["\"{3B0F8A51},2\"", "{3B0F8A51},2", "W/\"{3B0F8A51},2\""] {
            assert_eq!(
                ETag::requote(upstream).expect("it is a tag").as_str(),
                expected
            );
        }
        for nonsense in ["", "\"\"", "a b", "ä", "a\r\nSet-Cookie: x"] {
            assert_eq!(ETag::requote(nonsense), None, "{nonsense:?}");
        }
    }

    #[test]
    fn the_content_tag_prefers_what_says_most_about_the_bytes() {
        let etag = ETag::requote("x,1").expect("it is a tag");
        let with_all = ContentTag::choose(Some("c1"), Some((3, "h")), Some(&etag));
        assert_eq!(with_all, ContentTag::choose(Some("c1"), None, None));
        let without_tag = ContentTag::choose(None, Some((3, "h")), Some(&etag));
        assert_eq!(
            without_tag,
            ContentTag::choose(Some(""), Some((3, "h")), None)
        );
        assert_ne!(without_tag, ContentTag::choose(None, None, Some(&etag)));
        assert_eq!(ContentTag::choose(None, None, None), None);
    }
}
