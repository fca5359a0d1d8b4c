//! `Forwarded`, taken apart (RFC 7239, section 4).

use http::{HeaderMap, header};

use super::Hop;
use super::value::{address, authority, is_https};

/// Every proxy's word, that of the nearest first; an empty one where it can't be read.
pub(super) fn hops(headers: &HeaderMap) -> impl Iterator<Item = Hop> {
    let lines = headers.get_all(header::FORWARDED).iter().rev();
    let elements = lines.flat_map(|line| elements(line.to_str().unwrap_or("?")));
    elements.map(|element| hop(element).unwrap_or_default())
}

/// The elements of a line, the last one first. A comma between quotes is none.
fn elements(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    let elements = std::iter::from_fn(move || {
        let text = rest.take()?;
        let mut quoted = false;
        for (place, sign) in text.rmatch_indices(['"', ',']) {
            if sign == "\"" {
                quoted = !quoted;
            } else if !quoted {
                let (before, element) = text.split_at(place);
                rest = Some(before);
                return Some(element.trim_start_matches(','));
            }
        }
        Some(text)
    });
    elements
        .map(str::trim)
        .filter(|element| !element.is_empty())
}

fn hop(element: &str) -> Option<Hop> {
    let parameters = parameters(element)?;
    let value_of = |name: &str| {
        let named = |(it, _): &&(&str, &str)| it.eq_ignore_ascii_case(name);
        let mut values = parameters.iter().filter(named).map(|(_, value)| *value);
        let value = values.next();
        // Not more than once (section 4).
        values.next().is_none().then_some(value)
    };
    let (node, scheme, host) = (value_of("for")?, value_of("proto")?, value_of("host")?);
    Some(Hop {
        address: node.and_then(address),
        https: scheme.and_then(is_https),
        host: host.and_then(authority),
    })
}

/// The pairs of name and value; `None` where the element is none.
fn parameters(element: &str) -> Option<Vec<(&str, &str)>> {
    // No address needs an escape, and where quotes may be escaped their ends are hard to find.
    if element.contains('\\') {
        return None;
    }
    let (mut parameters, mut rest) = (Vec::new(), element);
    loop {
        let (name, after) = rest.split_once('=')?;
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_at(after.find(';').unwrap_or(after.len())),
        };
        parameters.push((name.trim(), value.trim()));
        let after = after.trim_start();
        if after.is_empty() {
            return Some(parameters);
        }
        rest = after.strip_prefix(';')?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_from_its_end() {
        for (line, expected) in [
            ("for=a, for=b", &["for=b", "for=a"][..]),
            (" ,, for=a,", &["for=a"]),
            (r#"host="a,b";for=c, x"#, &["x", r#"host="a,b";for=c"#]),
            // A quote that a visitor has left open swallows nothing of what comes after him.
            (r#"for="a, for=b"#, &["for=b", r#"for="a"#]),
            ("", &[]),
        ] {
            let found: Vec<_> = elements(line).collect();
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn an_element_is_pairs_between_semicolons() {
        let element = r#"For="[2001:db8::1]:80";proto=HTTPS ; by=_x;host="a.example:8443""#;
        let hop = hop(element).expect("it is one");
        assert_eq!(hop.address, "2001:db8::1".parse().ok());
        assert_eq!(hop.https, Some(true));
        assert_eq!(hop.host.expect("a host").as_str(), "a.example:8443");
    }

    #[test]
    fn what_is_no_element_says_nothing() {
        for element in [
            "for",
            "192.0.2.1",
            "for=192.0.2.1;",
            "for=192.0.2.1;for=192.0.2.2",
            r#"for="192.0.2.1"#,
            r#"for="192.0.2.1"x"#,
            r#"for="192.0.2.1\"""#,
            r#"for=192.0.2.1;host="a\"b""#,
        ] {
            assert!(hop(element).is_none(), "{element}");
        }
    }
}
