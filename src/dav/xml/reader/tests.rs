//! What is read, and what is refused.

use super::*;

/// The tree in short: `{namespace}local@lang[attributes](children)`.
fn shown(element: &Element) -> String {
    let language = element.language.as_deref();
    let language = language.map(|it| format!("@{it}")).unwrap_or_default();
    let attribute = |it: &super::super::element::Attribute| format!("[{:?}={}]", it.name, it.value);
    let attributes: String = element.attributes.iter().map(attribute).collect();
    let child = |node: &Node| match node {
        Node::Element(element) => shown(element),
        Node::Text(text) => format!("{text:?}"),
    };
    let children: Vec<_> = element.children.iter().map(child).collect();
    format!(
        "{:?}{language}{attributes}({})",
        element.name,
        children.join(" ")
    )
}

fn read(body: &str) -> Option<String> {
    Element::read(body.as_bytes()).ok().map(|root| shown(&root))
}

#[test]
fn names_are_resolved_whatever_the_prefix() {
    for (body, expected) in [
        ("<a/>", "{}a()"),
        ("<a xmlns='DAV:'/>", "{DAV:}a()"),
        ("<x:a xmlns:x='DAV:'><x:b/></x:a>", "{DAV:}a({DAV:}b())"),
        ("<x:a xmlns:x='DAV:'><b/></x:a>", "{DAV:}a({}b())"),
        ("<a xmlns='DAV:'><b xmlns=''/></a>", "{DAV:}a({}b())"),
        (
            "<x:a xmlns:x='u'><b xmlns:x='v'><x:c/></b><x:d/></x:a>",
            "{u}a({}b({v}c()) {u}d())",
        ),
        // webdav4's way of asking.
        (
            "<ns0:getetag xmlns:ns0='DAV:' xmlns=''/>",
            "{DAV:}getetag()",
        ),
        // No absolute URI; escapes are resolved before names are compared.
        ("<a xmlns='homeassistant'/>", "{homeassistant}a()"),
        ("<a xmlns='u?x&amp;y&#61;z'/>", "{u?x&y=z}a()"),
        ("<a xmlns:x='u' b='1' x:b='2'/>", "{}a[{}b=1][{u}b=2]()"),
        ("<a b='1\n2&#10;3'/>", "{}a[{}b=1 2\n3]()"),
    ] {
        assert_eq!(read(body).as_deref(), Some(expected), "{body}");
    }
}

#[test]
fn text_is_what_it_stands_for() {
    for (body, expected) in [
        (
            "<a> x &lt;&#65536;&#x41; <![CDATA[<&]]>y</a>",
            "{}a(\" x <\u{10000}A <&y\")",
        ),
        ("<a>x<b/>y<!-- z -->z<?p q?></a>", "{}a(\"x\" {}b() \"yz\")"),
        ("<a>1\r\n2\r3&#13;</a>", "{}a(\"1\\n2\\n3\\r\")"),
        (
            "\u{feff}<?xml version='1.0' encoding='UTF-8'?>\n<!-- x --> <a/>\n<?p?> ",
            "{}a()",
        ),
        ("<a><![CDATA[]]></a>", "{}a()"),
    ] {
        assert_eq!(read(body).as_deref(), Some(expected), "{body}");
    }
}

#[test]
fn a_language_holds_for_all_below() {
    let body = "<a xml:lang='de'><b/><c xml:lang='fr-CA'/></a>";
    let lang = "[{http://www.w3.org/XML/1998/namespace}lang=";
    let expected = format!("{{}}a@de{lang}de]({{}}b@de() {{}}c@fr-CA{lang}fr-CA]())");
    assert_eq!(read(body), Some(expected));
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for body in [
        "",
        " ",
        "x",
        "<foo>",
        "<a></b>",
        "</a>",
        "<a/><b/>",
        "<a/>x",
        "x<a/>",
        "<a/>&amp;",
        "<a/><![CDATA[x]]>",
        "<a><b></a></b>",
        "<a b='1' b='2'/>",
        "<a b=1/>",
        "<a b/>",
        "<a b='<'/>",
        "<a b='&x;'/>",
        "<a b='&#0;'/>",
        "<a b='&#1;'/>",
        "<a>&x;</a>",
        "<a>&#1;</a>",
        "<a>&#xd800;</a>",
        "<a>&</a>",
        "<a>]]></a>",
        "<a>\u{1}</a>",
        "<1/>",
        "<a:b:c xmlns:a='u'/>",
        "<:a/>",
        "<a:/>",
        "<a><!-- -- --></a>",
        "<a",
        "<a><!--",
        "<a/><?xml version='1.0'?>",
        " <?xml version='1.0'?><a/>",
        "<?xml?><a/>",
        "<?xml version='1.0'?><?xml version='1.0'?><a/>",
        "<?xml version='1.0' encoding='iso-8859-1'?><ä/>",
    ] {
        assert_eq!(read(body), None, "{body}");
    }
}

#[test]
fn namespaces_that_can_not_be_are_refused() {
    for body in [
        "<a:b/>",
        "<a b:c='1'/>",
        // litmus: propfind_invalid2.
        "<D:propfind xmlns:D='DAV:'><D:prop><bar:foo xmlns:bar=''/></D:prop></D:propfind>",
        "<a xmlns:b=''/>",
        "<a xmlns:='u'/>",
        "<a xmlns:xmlns='u'/>",
        "<a xmlns:xml='u'/>",
        "<a xmlns:b='http://www.w3.org/XML/1998/namespace'/>",
        "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
        "<a xmlns='http://www.w3.org/2000/xmln&#115;/'/>",
        "<xmlns:a/>",
        "<a xmlns:x='u' xmlns:y='u' x:b='1' y:b='2'/>",
        "<a xmlns:x='u' xmlns:x='v'/>",
    ] {
        assert_eq!(read(body), None, "{body}");
    }
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let entity = "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;&b;'>]><a>&c;</a>";
    let outside = "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>";
    let deep = |levels| "<a>".repeat(levels) + &"</a>".repeat(levels);
    let wide = |elements| format!("<a>{}</a>", "<b/>".repeat(elements - 1));
    let attributes: Vec<_> = (0..=64).map(|it| format!(" a{it}=''")).collect();
    let spaces: Vec<_> = (0..=200).map(|it| format!(" xmlns:a{it}='u'")).collect();
    for body in [
        entity,
        outside,
        &deep(DEEPEST + 1),
        &wide(MOST_ELEMENTS + 1),
        &format!("<a{}/>", attributes.concat()),
        &format!("<a{}/>", spaces.concat()),
        &format!("<a xmlns='{}'/>", "x".repeat(2_000)),
        &format!("<{}/>", "x".repeat(2_000)),
    ] {
        assert_eq!(read(body), None);
    }
    assert!(read(&deep(DEEPEST)).is_some() && read(&wide(MOST_ELEMENTS)).is_some());
    let large = Element::read(&vec![b' '; BODY_LIMIT + 1]);
    assert!(matches!(large, Err(Error::TooLarge { .. })));
}

#[test]
fn utf_16_is_read_too() {
    let text = "<?xml version=\"1.0\" encoding=\"utf-16\"?><ä>💾</ä>";
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    let body: Vec<u8> = [0xff, 0xfe].into_iter().chain(units).collect();
    let root = Element::read(&body).expect("it is sound");
    assert_eq!(shown(&root), "{}ä(\"💾\")");
}
