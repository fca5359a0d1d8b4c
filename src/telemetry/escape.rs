//! Nothing that comes from outside may write its own lines, or turn a terminal's.

use std::fmt::Write as _;
use std::io;

/// Writes text with every control character but the line break at its very end escaped as `\u0000`,
/// and with it the invisible ones that reorder what is shown around them.
///
/// The formatter hands over each event as one piece and escapes terminal sequences only in parts of
/// it, and line breaks nowhere; the escapes are those of JSON, so one writer serves both formats.
#[derive(Debug)]
pub(super) struct Escaping<W>(W);

impl<W> Escaping<W> {
    pub(super) fn new(inner: W) -> Self {
        Self(inner)
    }
}

impl<W: io::Write> io::Write for Escaping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let text = String::from_utf8_lossy(bytes);
        let (line, end) = match text.strip_suffix('\n') {
            Some(line) => (line, "\n"),
            None => (&*text, ""),
        };
        if !line.contains(is_hidden) {
            return self.0.write_all(bytes);
        }
        let mut escaped = String::with_capacity(text.len() + 16);
        for character in line.chars() {
            if is_hidden(character) {
                // Writing into a string can't fail.
                let _ = write!(escaped, "\\u{:04x}", u32::from(character));
            } else {
                escaped.push(character);
            }
        }
        escaped.push_str(end);
        self.0.write_all(escaped.as_bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Control characters, line and paragraph separators, and the controls of text direction (Unicode
/// Bidirectional Algorithm, section 2).
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}
