//! Segments, words and escapes of a raw path.

use percent_encoding::percent_decode_str;

use super::Stop;
use super::reader::Reader;

impl<'a> Reader<'a> {
    /// The next segment, raw; none at the end, which may have a slash.
    pub(super) fn segment(&mut self) -> Option<&'a str> {
        self.skip_empty();
        if self.rest == "/" {
            self.rest = "";
        }
        let rest = self.rest.strip_prefix('/')?;
        let (segment, after) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        self.rest = after;
        Some(self.part_from_key(segment))
    }

    /// The next segment with its slash, which ends also at a colon.
    pub(super) fn word(&mut self) -> &'a str {
        self.skip_empty();
        let end = self
            .rest
            .char_indices()
            .skip(1)
            .find(|(_, letter)| "/:".contains(*letter));
        let (word, rest) = self
            .rest
            .split_at(end.map_or(self.rest.len(), |(at, _)| at));
        self.rest = rest;
        self.part_from_key(word)
    }

    /// Slashes too many are ignored: Microsoft's SDK for Python sends one behind the version, and
    /// Office365-REST-Python-Client one behind a path, and another at the end.
    fn skip_empty(&mut self) {
        while let Some(rest) = self.rest.strip_prefix('/')
            && rest.starts_with('/')
        {
            self.rest = rest;
        }
    }

    /// Whether nothing follows.
    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty() && self.key_ahead.is_none()
    }

    /// An id or a name: a segment of its own, which ends also at a colon, or what was between
    /// parentheses.
    pub(super) fn key(&mut self, template: &str) -> Result<String, Stop> {
        self.template.push_str(template);
        if let Some(key) = self.key_ahead.take() {
            return self.read_key(key);
        }
        let word = self.word();
        match word.strip_prefix('/') {
            None | Some("") => Err(Stop::Unknown(String::new())),
            Some(key) => decode(key),
        }
    }

    /// What is between this colon and the next, or the end.
    pub(super) fn colon_path(&mut self) -> Option<Result<String, Stop>> {
        let after_colon = self.rest.strip_prefix(':')?;
        let (path, rest) = after_colon.split_once(':').unwrap_or((after_colon, ""));
        self.rest = rest;
        self.template.push_str(":/{path}");
        Some(decode(path))
    }

    /// The end of an address; anything more is no segment Graph knows there.
    pub(super) fn leaf<T>(&mut self, template: &str, end: T) -> Result<T, Stop> {
        self.template.push_str(template);
        match self.segment() {
            None => Ok(end),
            Some(_) if template == "/children" || template == "/organization" => Err(Stop::Lacking),
            Some(more) => Err(Stop::Unknown(more.to_owned())),
        }
    }
}

/// Decodes a part of a path once.
pub(super) fn decode(raw: &str) -> Result<String, Stop> {
    let escapes_are_whole = raw.split('%').skip(1).all(|after| {
        let mut digits = after.chars();
        let is_digit = |digit: Option<char>| digit.is_some_and(|digit| digit.is_ascii_hexdigit());
        is_digit(digits.next()) && is_digit(digits.next())
    });
    let text = percent_decode_str(raw)
        .decode_utf8()
        .map_err(|_| Stop::Malformed)?;
    if escapes_are_whole {
        Ok(text.into_owned())
    } else {
        Err(Stop::Malformed)
    }
}
