//! `OC-Checksum`: what the client says its bytes come to (ownCloud's header, which rclone sends too).

use std::fmt;

use super::single::malformed;
use crate::domain::{Invalid, Result};

/// A way to sum up bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChecksumKind {
    /// `SHA1`.
    Sha1,
    /// `MD5`.
    Md5,
    /// `SHA256`.
    Sha256,
    /// `ADLER32`.
    Adler32,
}

impl ChecksumKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Sha1, Self::Md5, Self::Sha256, Self::Adler32];

    /// The name as it is written in headers and in `oc:checksums`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA256",
            Self::Adler32 => "ADLER32",
        }
    }

    /// How many bytes a sum has.
    pub const fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Md5 => 16,
            Self::Sha256 => 32,
            Self::Adler32 => 4,
        }
    }
}

/// A sum with its kind. Shown as `SHA1:` and lower-case hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Checksum {
    kind: ChecksumKind,
    digest: Box<[u8]>,
}

impl Checksum {
    /// A sum as it was found, which has as many bytes as its kind has.
    pub(in crate::dav) fn of(kind: ChecksumKind, digest: Vec<u8>) -> Self {
        debug_assert_eq!(digest.len(), kind.length());
        let digest = digest.into_boxed_slice();
        Self { kind, digest }
    }

    /// The kind.
    pub fn kind(&self) -> ChecksumKind {
        self.kind
    }

    /// The sum, as many bytes as its kind has.
    pub fn digest(&self) -> &[u8] {
        &self.digest
    }

    /// Reads a list, parted by spaces or commas. Kinds that we do not know can't be compared and are left
    /// out; a sum of a known kind that is none, and two that differ, are refused.
    pub fn parse_list(text: &str) -> Result<Vec<Self>> {
        let mut sums: Vec<Self> = Vec::new();
        let members = text.split([' ', '\t', ',']).filter(|it| !it.is_empty());
        for member in members {
            let Some(sum) = Self::one(member)? else {
                continue;
            };
            match sums.iter().find(|other| other.kind == sum.kind) {
                None => sums.push(sum),
                Some(other) if *other == sum => {}
                Some(_) => return Err(refusal("holds two sums of one kind").into()),
            }
        }
        Ok(sums)
    }

    fn one(member: &str) -> Result<Option<Self>, Invalid> {
        let (name, digits) = member
            .split_once(':')
            .ok_or_else(|| refusal("holds a sum without its kind"))?;
        let known = |kind: &ChecksumKind| kind.name().eq_ignore_ascii_case(name);
        let Some(kind) = ChecksumKind::ALL.into_iter().find(known) else {
            return Ok(None);
        };
        let digest = bytes_of(digits).filter(|digest| digest.len() == kind.length());
        let digest = digest.ok_or_else(|| refusal("holds a sum of the wrong length"))?;
        Ok(Some(Self { kind, digest }))
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:", self.kind.name())?;
        let mut bytes = self.digest.iter();
        bytes.try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Checksum {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Checksum({self})")
    }
}

fn refusal(reason: &str) -> Invalid {
    malformed("OC-Checksum", reason)
}

/// Pairs of hexadecimal digits as bytes.
fn bytes_of(digits: &str) -> Option<Box<[u8]>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let pair = |pair: &[u8]| match pair {
        [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    };
    digits.as_bytes().chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let sums = Checksum::parse_list(text).ok()?;
        let shown: Vec<_> = sums.iter().map(ToString::to_string).collect();
        Some(shown.join(" "))
    }

    #[test]
    fn sums_are_read_in_any_letter_case_and_written_in_one() {
        let sha1 = "SHA1:da39a3ee5e6b4b0d3255bfef95601890afd80709";
        let md5 = "MD5:d41d8cd98f00b204e9800998ecf8427e";
        assert_eq!(shown(sha1).as_deref(), Some(sha1));
        let list = format!("{} {md5},adler32:00000001", sha1.to_lowercase());
        assert_eq!(shown(&list), Some(format!("{sha1} {md5} ADLER32:00000001")));
        assert_eq!(shown(&format!("{md5} {md5}")).as_deref(), Some(md5));
        assert_eq!(shown("").as_deref(), Some(""));
        assert_eq!(shown("CRC64:0102 SHA3-256:xyz").as_deref(), Some(""));
    }

    #[test]
    fn a_sum_that_is_none_is_refused() {
        for text in [
            "da39a3ee",
            "MD5:",
            "MD5:d41d",
            "ADLER32:0000000g",
            "ADLER32:000000001",
            "ADLER32:+0000001",
            "ADLER32:00000001 ADLER32:00000002",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
