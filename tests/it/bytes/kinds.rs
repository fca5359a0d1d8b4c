//! Files of every kind that matters to a browser.

/// How a browser may show a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// In its own player or as a picture.
    Player,
    /// As text.
    Text,
    /// Not at all: it is saved.
    Never,
}

/// One file.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) content_type: &'static str,
    pub(super) shown: Shown,
    pub(super) length: usize,
}

const fn kind(name: &'static str, content_type: &'static str, shown: Shown) -> Kind {
    Kind {
        name,
        content_type,
        shown,
        length: 1_000,
    }
}

const OCTETS: &str = "application/octet-stream";
const PLAIN: &str = "text/plain; charset=utf-8";

pub(super) const KINDS: [Kind; 15] = [
    kind("plain.txt", PLAIN, Shown::Text),
    kind("page.html", OCTETS, Shown::Never),
    kind("page.xhtml", OCTETS, Shown::Never),
    kind("drawing.svg", OCTETS, Shown::Never),
    kind("script.js", OCTETS, Shown::Never),
    kind("picture.png", "image/png", Shown::Player),
    kind("song.mp3", "audio/mpeg", Shown::Player),
    kind("clip.webm", "video/webm", Shown::Player),
    kind("paper.pdf", "application/pdf", Shown::Never),
    kind("archive.zip", "application/zip", Shown::Never),
    kind("unknown.qqq", OCTETS, Shown::Never),
    kind("no ending", OCTETS, Shown::Never),
    Kind {
        length: 0,
        ..kind("empty.txt", PLAIN, Shown::Text)
    },
    kind(
        "it's 100%41; a=b, #1 & {你好}🎈\u{202e}gpj.html",
        OCTETS,
        Shown::Never,
    ),
    kind("@login..%2e.png", "image/png", Shown::Player),
];

impl Kind {
    /// Bytes that differ from place to place, so that a shifted range shows.
    pub(super) fn content(&self) -> Vec<u8> {
        (0..self.length)
            .map(|position| u8::try_from(position * 7 % 251).expect("less than 251"))
            .collect()
    }
}
