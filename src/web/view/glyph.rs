//! What kind of thing a row is, as a drawing and as a word.

use crate::domain::EntryKind;
use crate::edge::{MediaKind, media_kind};
use crate::services::Row;

/// Endings and the drawing (`is-…` in `icons.css`) that stands for them.
const BY_ENDING: [(&str, &[&str]); 9] = [
    (
        "image",
        &[
            "png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "svg", "heic", "tif", "tiff", "ico",
        ],
    ),
    (
        "audio",
        &["mp3", "m4a", "flac", "wav", "ogg", "opus", "aac", "mid"],
    ),
    ("video", &["mp4", "m4v", "mkv", "mov", "webm", "avi", "3gp"]),
    (
        "archive",
        &["zip", "7z", "rar", "tar", "gz", "tgz", "bz2", "xz", "zst"],
    ),
    ("sheet", &["xls", "xlsx", "ods", "csv", "tsv"]),
    ("slides", &["ppt", "pptx", "odp", "key"]),
    ("document", &["doc", "docx", "odt", "rtf", "pdf", "epub"]),
    (
        "text",
        &[
            "txt", "md", "markdown", "log", "rst", "srt", "vtt", "ini", "conf",
        ],
    ),
    (
        "code",
        &[
            "rs", "py", "js", "mjs", "ts", "tsx", "jsx", "c", "h", "cpp", "hpp", "cs", "go",
            "java", "kt", "rb", "php", "sh", "ps1", "sql", "html", "htm", "css", "xml", "json",
            "yaml", "yml", "toml",
        ],
    ),
];

/// The class of the drawing. The word beside it says the same, so that nothing hangs on color.
pub(super) fn glyph(row: &Row) -> &'static str {
    match row.kind {
        EntryKind::Folder if row.mount.is_some() => "drive",
        EntryKind::Folder => "folder",
        EntryKind::Package => "package",
        EntryKind::Shortcut => "shortcut",
        EntryKind::File => by_name(row.name.as_str()).unwrap_or_else(|| by_media(row)),
    }
}

/// The word: `Folder`, `PNG`, `File`.
pub(in crate::web) fn type_words(row: &Row) -> String {
    match row.kind {
        EntryKind::Folder if row.mount.is_some() => "Drive".to_owned(),
        EntryKind::Folder => "Folder".to_owned(),
        EntryKind::Package => "Package".to_owned(),
        EntryKind::Shortcut => "Shortcut".to_owned(),
        EntryKind::File => {
            let ending = ending(row.name.as_str());
            ending.map_or_else(|| "File".to_owned(), |ending| ending.to_ascii_uppercase())
        }
    }
}

/// Whether the beginning of the file can be shown as text.
pub(in crate::web) fn is_text(row: &Row) -> bool {
    let by_media = media_kind(row.mime_type.as_deref()) == MediaKind::Text;
    let textual = ["csv", "tsv", "svg"];
    let by_name = matches!(by_name(row.name.as_str()), Some("text" | "code"))
        || ending(row.name.as_str()).is_some_and(|ending| textual.contains(&ending.as_str()));
    row.kind == EntryKind::File && (by_media || by_name)
}

fn by_name(name: &str) -> Option<&'static str> {
    let ending = ending(name)?;
    let mut found = BY_ENDING
        .iter()
        .filter(|(_, endings)| endings.contains(&ending.as_str()));
    found.next().map(|(glyph, _)| *glyph)
}

fn by_media(row: &Row) -> &'static str {
    match media_kind(row.mime_type.as_deref()) {
        MediaKind::Image => "image",
        MediaKind::Audio => "audio",
        MediaKind::Video => "video",
        MediaKind::Text => "text",
        MediaKind::Other => "file",
    }
}

/// The ending of a name in small letters, where it looks like one.
fn ending(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    let plain = ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let sound = !stem.is_empty() && plain && (1..=8).contains(&ending.len());
    sound.then(|| ending.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_is_short_and_plain() {
        for (name, expected) in [
            ("a.PNG", Some("png")),
            ("a.tar.gz", Some("gz")),
            (".bashrc", None),
            ("a.", None),
            ("a.b c", None),
            ("v1.20261118_final", None),
            ("a.文", None),
        ] {
            assert_eq!(ending(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn no_ending_stands_for_two_drawings() {
        let endings = BY_ENDING.iter().flat_map(|(_, endings)| endings.iter());
        let mut endings: Vec<_> = endings.collect();
        let count = endings.len();
        endings.sort_unstable();
        endings.dedup();
        assert_eq!(endings.len(), count);
    }
}
