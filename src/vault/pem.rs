//! PEM (RFC 7468): DER as text between two lines.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Characters in one line (section 2).
const WIDTH: usize = 64;

/// Bytes as a block with this label.
pub(super) fn encode(label: &str, der: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in der.chunks(WIDTH / 4 * 3) {
        let _ = writeln!(text, "{}", STANDARD.encode(line));
    }
    let _ = writeln!(text, "-----END {label}-----");
    text
}

/// The bytes of the first block with this label; what stands around it is passed over.
pub(super) fn decode(label: &str, text: &str) -> Option<Vec<u8>> {
    let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let packed: String = body.split_whitespace().collect();
    STANDARD.decode(packed).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_comes_back_from_among_other_text() {
        for length in [0, 1, 47, 48, 49, 1_000] {
            let bytes: Vec<u8> = (0..length)
                .map(|n| u8::try_from(n % 251).unwrap_or(0))
                .collect();
            let block = encode("CERTIFICATE", &bytes);
            assert!(block.lines().all(|line| line.len() <= 64), "{block}");
            let text = format!("subject=CN\r\n{}trailer", block.replace('\n', "\r\n"));
            assert_eq!(decode("CERTIFICATE", &text), Some(bytes));
            assert_eq!(decode("PRIVATE KEY", &text), None);
        }
        assert_eq!(
            decode("X", "-----BEGIN X-----\nno base64!\n-----END X-----"),
            None
        );
        assert_eq!(decode("X", "-----BEGIN X-----\nAAAA"), None);
    }
}
