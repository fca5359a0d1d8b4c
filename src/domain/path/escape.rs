//! Percent encoding of single segments (RFC 3986, section 2).

use super::PathError;

/// Decodes each escape once. Letter case of the hexadecimal digits does not matter.
pub(super) fn decode(raw: &str) -> Result<String, PathError> {
    let mut bytes = raw.bytes();
    let mut decoded = Vec::with_capacity(raw.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let mut digit = || {
            bytes
                .next()
                .and_then(|digit| char::from(digit).to_digit(16))
        };
        let (high, low) = (digit(), digit());
        let value = high
            .zip(low)
            .and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        decoded.push(value.ok_or(PathError::BadEscape)?);
    }
    String::from_utf8(decoded).map_err(|_| PathError::NotUtf8)
}

/// Encodes everything but unreserved characters (RFC 3986, section 2.3), which is safe in any part of a URL.
pub(super) fn encode(segment: &str, encoded: &mut String) {
    const HEX: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(HEX[usize::from(byte >> 4)]);
            encoded.push(HEX[usize::from(byte & 15)]);
        }
    }
}
