//! Which media types leave this server under their own name, and which may be opened in place.

/// How a browser shows a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaKind {
    /// A raster image, which can't script.
    Image,
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// Plain text.
    Text,
    /// Anything else: to be saved, never opened in our origin.
    Other,
}

/// What may be shown in place, all of it unable to script. HTML, SVG, XML and PDF are missing on
/// purpose: they run code or open a viewer of their own.
const SHOWN: [(&str, MediaKind); 26] = [
    ("image/png", MediaKind::Image),
    ("image/jpeg", MediaKind::Image),
    ("image/gif", MediaKind::Image),
    ("image/webp", MediaKind::Image),
    ("image/avif", MediaKind::Image),
    ("image/bmp", MediaKind::Image),
    ("image/x-icon", MediaKind::Image),
    ("image/vnd.microsoft.icon", MediaKind::Image),
    ("audio/mpeg", MediaKind::Audio),
    ("audio/mp4", MediaKind::Audio),
    ("audio/x-m4a", MediaKind::Audio),
    ("audio/m4a", MediaKind::Audio),
    ("audio/aac", MediaKind::Audio),
    ("audio/ogg", MediaKind::Audio),
    ("audio/opus", MediaKind::Audio),
    ("audio/flac", MediaKind::Audio),
    ("audio/wav", MediaKind::Audio),
    ("audio/x-wav", MediaKind::Audio),
    ("audio/webm", MediaKind::Audio),
    ("video/mp4", MediaKind::Video),
    ("video/x-m4v", MediaKind::Video),
    ("video/webm", MediaKind::Video),
    ("video/ogg", MediaKind::Video),
    ("video/quicktime", MediaKind::Video),
    ("video/3gpp", MediaKind::Video),
    ("text/plain", MediaKind::Text),
];

/// What keeps its name although it is only ever saved. The rest is `application/octet-stream`.
const NAMED: [&str; 24] = [
    "application/epub+zip",
    "application/gzip",
    "application/json",
    "application/msword",
    "application/pdf",
    "application/rtf",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/x-7z-compressed",
    "application/x-tar",
    "application/zip",
    "audio/midi",
    "image/heic",
    "image/tiff",
    "text/csv",
    "text/markdown",
    "video/x-matroska",
    "video/x-msvideo",
];

/// How a file of this media type is shown; parameters and letter case don't matter.
pub fn media_kind(mime_type: Option<&str>) -> MediaKind {
    let essence = essence(mime_type);
    let mut shown = SHOWN.iter().filter(|(name, _)| *name == essence);
    shown.next().map_or(MediaKind::Other, |(_, kind)| *kind)
}

/// The value of `Content-Type`: from our own lists, whatever came from above.
pub(super) fn content_type(mime_type: Option<&str>) -> &'static str {
    let essence = essence(mime_type);
    if essence == "text/plain" {
        // Without it browsers guess by the visitor's language and garble most of the world's text.
        return "text/plain; charset=utf-8";
    }
    let mut names = SHOWN.iter().map(|(name, _)| *name).chain(NAMED);
    names
        .find(|name| *name == essence)
        .unwrap_or("application/octet-stream")
}

fn essence(mime_type: Option<&str>) -> String {
    let text = mime_type.unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_script_is_shown_in_place() {
        for (mime_type, kind, content) in [
            ("image/PNG", MediaKind::Image, "image/png"),
            ("video/mp4; codecs=x", MediaKind::Video, "video/mp4"),
            (
                "text/plain; charset=gbk",
                MediaKind::Text,
                "text/plain; charset=utf-8",
            ),
            ("application/pdf", MediaKind::Other, "application/pdf"),
            ("text/html", MediaKind::Other, "application/octet-stream"),
            (
                "image/svg+xml",
                MediaKind::Other,
                "application/octet-stream",
            ),
            ("text/xml", MediaKind::Other, "application/octet-stream"),
            (
                "text/javascript",
                MediaKind::Other,
                "application/octet-stream",
            ),
            ("a\r\nb", MediaKind::Other, "application/octet-stream"),
        ] {
            assert_eq!(media_kind(Some(mime_type)), kind, "{mime_type}");
            assert_eq!(content_type(Some(mime_type)), content, "{mime_type}");
        }
        assert_eq!(content_type(None), "application/octet-stream");
    }
}
