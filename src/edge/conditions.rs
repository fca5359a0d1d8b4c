//! Conditional requests and ranges: from headers to values of the domain (RFC 9110, 13 and 14).

use http::{HeaderMap, HeaderName, Method, header};

use crate::domain::{Conditions, IfRange, RangeRequest, TagCondition, Timestamp};

/// The conditions that the headers state. A date that can't be read is no condition (section 13.1.3);
/// a list of tags that can't be read holds none, so that a broken `If-Match` fails safely.
pub fn conditions_of(headers: &HeaderMap) -> Conditions {
    Conditions {
        if_match: tags(headers, &header::IF_MATCH),
        if_none_match: tags(headers, &header::IF_NONE_MATCH),
        if_modified_since: single(headers, &header::IF_MODIFIED_SINCE).and_then(date),
        if_unmodified_since: single(headers, &header::IF_UNMODIFIED_SINCE).and_then(date),
        if_range: headers.contains_key(header::IF_RANGE).then(|| {
            let text = single(headers, &header::IF_RANGE).unwrap_or_default();
            // What is neither date nor tag matches no tag: the whole is sent, which is always right.
            date(text).map_or_else(|| IfRange::Tag(text.to_owned()), IfRange::Date)
        }),
    }
}

/// The range asked for. `GET` is the only method that has ranges (section 14.2).
pub fn range_of(method: &Method, headers: &HeaderMap) -> Option<RangeRequest> {
    if method != Method::GET {
        return None;
    }
    single(headers, &header::RANGE).and_then(RangeRequest::parse)
}

/// The value of a header that must not be repeated; a repeated one says nothing.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().map(str::trim),
        _ => None,
    }
}

fn date(text: &str) -> Option<Timestamp> {
    httpdate::parse_http_date(text).ok().map(Timestamp::from)
}

fn tags(headers: &HeaderMap, name: &HeaderName) -> Option<TagCondition> {
    let mut found = None;
    for value in headers.get_all(name) {
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Some(TagCondition::Any);
        }
        found.get_or_insert_with(Vec::new).extend(split_tags(text));
    }
    found.map(TagCondition::Tags)
}

/// Splits a list of entity tags. Microsoft's tags hold commas (`"{3B0F8A51},2"`), so quotes are
/// followed, not commas.
fn split_tags(text: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('"') {
        let Some((opaque, behind)) = after.split_once('"') else {
            break;
        };
        let weak = match before.trim_matches([' ', '\t', ',']) {
            "" => "",
            "W/" => "W/",
            _ => break,
        };
        tags.push(format!("{weak}\"{opaque}\""));
        rest = behind;
    }
    tags
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter().map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        });
        pairs.collect()
    }

    #[test]
    fn tags_may_hold_commas_and_come_in_several_lines() {
        for (text, expected) in [
            (r#""{A},2""#, vec![r#""{A},2""#]),
            (
                r#""a" , W/"b,c","d""#,
                vec![r#""a""#, r#"W/"b,c""#, r#""d""#],
            ),
            ("unquoted", vec![]),
            (r#""open"#, vec![]),
        ] {
            assert_eq!(split_tags(text), expected, "{text}");
        }
        let mut lines = headers(&[("if-none-match", r#""a""#)]);
        lines.append(header::IF_NONE_MATCH, HeaderValue::from_static(r#""b""#));
        let both = TagCondition::Tags(vec![r#""a""#.to_owned(), r#""b""#.to_owned()]);
        assert_eq!(conditions_of(&lines).if_none_match, Some(both));
        let any = headers(&[("if-match", " * ")]);
        assert_eq!(conditions_of(&any).if_match, Some(TagCondition::Any));
    }

    #[test]
    fn dates_are_read_and_nonsense_is_ignored() {
        let at = Timestamp::from_unix_ms(784_111_777_000);
        let found = conditions_of(&headers(&[
            ("if-modified-since", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("if-unmodified-since", "yesterday"),
            ("if-range", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ]));
        assert_eq!(found.if_modified_since, Some(at));
        assert_eq!(found.if_unmodified_since, None);
        assert_eq!(found.if_range, Some(IfRange::Date(at)));
        let tag = conditions_of(&headers(&[("if-range", r#""a""#)]));
        assert_eq!(tag.if_range, Some(IfRange::Tag(r#""a""#.to_owned())));
    }

    #[test]
    fn only_a_get_with_one_range_header_has_a_range() {
        let mut one = headers(&[("range", "bytes=0-3")]);
        assert!(range_of(&Method::GET, &one).is_some());
        assert_eq!(range_of(&Method::HEAD, &one), None);
        one.append(header::RANGE, HeaderValue::from_static("bytes=4-5"));
        assert_eq!(range_of(&Method::GET, &one), None);
    }
}
