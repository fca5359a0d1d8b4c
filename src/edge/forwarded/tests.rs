//! Who is taken for the visitor behind trusted proxies.

use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;

use super::*;

const PROXY: &str = "10.0.0.1";

fn proxies(headers: ProxyHeaders) -> Proxies {
    let networks = ["10.0.0.0/8", "2001:db8:7::/48"];
    let trusted = networks.map(|network| network.parse().expect("a network"));
    Proxies {
        trusted: trusted.into(),
        headers,
    }
}

fn headers(lines: &[(&str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
        headers.append(name, HeaderValue::from_str(value).expect("a value"));
    }
    headers
}

fn word_in(family: ProxyHeaders, lines: &[(&str, &str)]) -> Word {
    let proxy = PROXY.parse().expect("an address");
    word_of(proxy, &headers(lines), &proxies(family))
}

/// What is said where the first line is of the family that is read.
fn word(lines: &[(&str, &str)]) -> Word {
    let standard = lines.first().is_some_and(|(name, _)| *name == "forwarded");
    let family = if standard {
        ProxyHeaders::Forwarded
    } else {
        ProxyHeaders::XForwarded
    };
    word_in(family, lines)
}

const XFF: &str = "x-forwarded-for";

#[test]
fn the_visitor_is_the_nearest_address_that_is_no_proxy() {
    for (lines, expected) in [
        (&[][..], PROXY),
        (&[("forwarded", "for=192.0.2.1")], "192.0.2.1"),
        (&[("forwarded", "for=9.9.9.9, for=192.0.2.1")], "192.0.2.1"),
        (
            &[(
                "forwarded",
                "for=192.0.2.1, for=10.0.0.2, for=\"[2001:db8:7::2]\"",
            )],
            "192.0.2.1",
        ),
        (
            &[
                ("forwarded", "for=192.0.2.1"),
                ("forwarded", "for=10.0.0.2"),
            ],
            "192.0.2.1",
        ),
        (&[(XFF, "9.9.9.9, 192.0.2.1")], "192.0.2.1"),
        (&[(XFF, "192.0.2.1, 10.0.0.2")], "192.0.2.1"),
        (&[(XFF, "9.9.9.9"), (XFF, "192.0.2.1")], "192.0.2.1"),
        (&[(XFF, "[2001:db8::1]:80")], "2001:db8::1"),
        // All are proxies: the farthest of them asks for himself.
        (&[(XFF, "10.0.0.3, 10.0.0.2")], "10.0.0.3"),
        // One family counts alone.
        (
            &[("forwarded", "for=192.0.2.1"), (XFF, "9.9.9.9")],
            "192.0.2.1",
        ),
        (&[("forwarded", "proto=https"), (XFF, "9.9.9.9")], PROXY),
        (&[("forwarded", ""), (XFF, "9.9.9.9")], PROXY),
    ] {
        assert_eq!(word(lines).address.to_string(), expected, "{lines:?}");
    }
}

#[test]
fn what_cannot_be_read_is_never_passed() {
    for (lines, expected) in [
        (&[("forwarded", "for=9.9.9.9, for=unknown")][..], PROXY),
        (&[("forwarded", "for=9.9.9.9, for=_hidden")], PROXY),
        (&[("forwarded", "for=9.9.9.9, nonsense")], PROXY),
        (
            &[("forwarded", "for=9.9.9.9, for=_a, for=10.0.0.2")],
            "10.0.0.2",
        ),
        (
            &[
                ("forwarded", "for=9.9.9.9"),
                ("forwarded", "for=\"10.0.0.2"),
            ],
            PROXY,
        ),
        (&[(XFF, "9.9.9.9, unknown, 10.0.0.2")], "10.0.0.2"),
        (&[(XFF, "9.9.9.9, -")], PROXY),
    ] {
        assert_eq!(word(lines).address.to_string(), expected, "{lines:?}");
    }
    let mut unreadable = headers(&[(XFF, "9.9.9.9")]);
    let bytes = HeaderValue::from_bytes(b"\xff").expect("bytes may stand there");
    unreadable.append(XFF, bytes);
    let proxy = PROXY.parse().expect("an address");
    let proxies = proxies(ProxyHeaders::XForwarded);
    assert_eq!(word_of(proxy, &unreadable, &proxies).address, proxy);
}

#[test]
fn no_more_proxies_are_followed_than_anybody_has() {
    let chain = |hops: u8| {
        let hops = (1..=hops).rev().map(|n| format!("10.1.0.{n}"));
        format!("192.0.2.1, {}", hops.collect::<Vec<_>>().join(", "))
    };
    assert_eq!(word(&[(XFF, &chain(15))]).address.to_string(), "192.0.2.1");
    assert_eq!(word(&[(XFF, &chain(16))]).address.to_string(), "10.1.0.16");
}

#[test]
fn scheme_and_host_are_those_with_which_the_visitor_came() {
    let (proto, host) = ("x-forwarded-proto", "x-forwarded-host");
    for (lines, https, named) in [
        (&[(XFF, "192.0.2.1")][..], None, None),
        (&[(proto, "https")], Some(true), None),
        (&[(XFF, "192.0.2.1"), (proto, "http")], Some(false), None),
        (&[(XFF, "192.0.2.1"), (proto, "gopher")], None, None),
        (
            &[
                (XFF, "192.0.2.1, 10.0.0.2"),
                (proto, "https"),
                (host, "a.example"),
            ],
            Some(true),
            Some("a.example"),
        ),
        (
            &[(XFF, "192.0.2.1, 10.0.0.2"), (proto, "https, http")],
            Some(true),
            None,
        ),
        // What a visitor has written himself stands further left.
        (
            &[
                (XFF, "9.9.9.9, 192.0.2.1"),
                (proto, "https, http"),
                (host, "evil.example, a.example"),
            ],
            Some(false),
            Some("a.example"),
        ),
        (&[(host, "ann@a.example")], None, None),
        (
            &[(
                "forwarded",
                "for=192.0.2.1;proto=https;host=a.example, for=10.0.0.2;proto=http",
            )],
            Some(true),
            Some("a.example"),
        ),
        (
            &[("forwarded", "for=_hidden;proto=https")],
            Some(true),
            None,
        ),
        (
            &[("forwarded", "for=192.0.2.1"), (proto, "https")],
            None,
            None,
        ),
    ] {
        let found = word(lines);
        let found = (found.https, found.host.as_ref().map(Authority::as_str));
        assert_eq!(found, (https, named), "{lines:?}");
    }
}

#[test]
fn what_stands_in_the_other_family_was_perhaps_written_by_the_visitor() {
    let standard = ("forwarded", "for=9.9.9.9;proto=https;host=evil.example");
    let beside = [
        (XFF, "9.9.9.9"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "evil.example"),
    ];
    let honest = word_in(ProxyHeaders::XForwarded, &[(XFF, "192.0.2.1"), standard]);
    assert_eq!(honest, word(&[(XFF, "192.0.2.1")]));
    let said = ("forwarded", "for=192.0.2.1");
    let honest = word_in(
        ProxyHeaders::Forwarded,
        &[said, beside[0], beside[1], beside[2]],
    );
    assert_eq!(honest, word(&[said]));
    for nothing in [
        word_in(ProxyHeaders::XForwarded, &[standard]),
        word_in(ProxyHeaders::Forwarded, &beside),
    ] {
        assert_eq!(nothing, word(&[]));
    }
}

/// Whatever a visitor might write into such a header.
fn tricks() -> impl Strategy<Value = Vec<String>> {
    let piece = prop_oneof![
        Just("for=9.9.9.9"),
        Just("9.9.9.9"),
        Just("for=\"9.9.9.9"),
        Just("for=10.0.0.9"),
        Just("10.0.0.9"),
        Just("\""),
        Just("\\"),
        Just(","),
        Just(";"),
        Just("="),
        Just(" "),
        Just("host=\""),
        Just("proto=https"),
        Just("[::ffff:9.9.9.9]"),
    ];
    let line = prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat());
    prop::collection::vec(line, 0..4)
}

proptest! {
    #[test]
    fn no_visitor_chooses_what_an_honest_proxy_passes_on(
        tricks in tricks(), new_line in any::<bool>(), standard in any::<bool>(),
        others in tricks(), other in 0..3_usize,
    ) {
        let beside = [XFF, "x-forwarded-proto", "x-forwarded-host"];
        let (family, name, honest, other) = if standard {
            let honest = "for=192.0.2.1;proto=http";
            (ProxyHeaders::Forwarded, "forwarded", honest, beside[other])
        } else {
            (ProxyHeaders::XForwarded, XFF, "192.0.2.1", "forwarded")
        };
        let truth = word_in(family, &[(name, honest)]);
        let mut lines = tricks;
        match lines.last_mut() {
            Some(line) if !new_line => *line = format!("{line}, {honest}"),
            _ => lines.push(honest.to_owned()),
        }
        let lines = lines.iter().map(|line| (name, line.as_str()));
        let others = others.iter().map(|line| (other, line.as_str()));
        let lines: Vec<_> = others.chain(lines).collect();
        prop_assert_eq!(word_in(family, &lines), truth, "{:?}", lines);
    }
}
