//! What programs say of items: properties that we keep and don't understand, and sums of bytes.

use std::fmt;
use std::sync::Arc;

use super::error::{Invalid, Result};

/// The name of a property: a namespace, which may be empty or no URI at all, and a name in it (RFC 4918, section 4.4).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PropertyName {
    namespace: Arc<str>,
    local: Arc<str>,
}

impl PropertyName {
    /// A name of these parts; the second is never empty.
    pub fn new(namespace: &str, local: &str) -> Result<Self, Invalid> {
        if local.is_empty() {
            let reason = "holds a property without a name";
            return Err(Invalid::malformed("body", "invalid_property", reason));
        }
        Ok(Self {
            namespace: Arc::from(namespace),
            local: Arc::from(local),
        })
    }

    /// The namespace; empty where there is none.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The name within it.
    pub fn local(&self) -> &str {
        &self.local
    }
}

/// What stands in a property: XML that means the same wherever it is written, and the language it was said in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PropertyValue {
    /// The XML, in the one form in which it is written back.
    pub xml: Arc<str>,
    /// `xml:lang` where it was said (RFC 4918, section 4.3).
    pub lang: Option<Arc<str>>,
}

/// A property with its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Property {
    /// Its name.
    pub name: PropertyName,
    /// Its value.
    pub value: PropertyValue,
}

impl Property {
    /// All names and values of one item may take so much, in bytes.
    pub const MOST_BYTES: usize = 64 * 1024;
    /// And so many may there be.
    pub const MOST: usize = 200;
}

/// One step of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PropertyChange {
    /// It has this value from now on.
    Set(Property),
    /// There is none of this name any more; nor need there have been.
    Remove(PropertyName),
}

/// A way to sum up bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Sum {
    Sha1,
    Md5,
    Sha256,
    Adler32,
}

impl Sum {
    const ALL: [Self; 4] = [Self::Sha1, Self::Md5, Self::Sha256, Self::Adler32];

    /// The name, and how many hexadecimal digits follow it.
    const fn form(self) -> (&'static str, usize) {
        match self {
            Self::Sha1 => ("SHA1", 40),
            Self::Md5 => ("MD5", 32),
            Self::Sha256 => ("SHA256", 64),
            Self::Adler32 => ("ADLER32", 8),
        }
    }
}

/// Sums of one content, at most one of each kind: SHA-1, MD5, SHA-256 and Adler-32. Written as `oc:checksums` writes
/// them: `SHA1:… MD5:…`, in lower-case hexadecimal.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Checksums(Vec<(Sum, Arc<str>)>);

impl Checksums {
    /// Reads kinds and sums, separated by spaces; of several of a kind the last holds.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let mut sums = Self::default();
        for word in text.split_ascii_whitespace() {
            let (kind, digits) = word.split_once(':').ok_or_else(unreadable)?;
            let mut all = Sum::ALL.into_iter();
            let sum = all.find(|sum| sum.form().0.eq_ignore_ascii_case(kind));
            let sum = sum.ok_or_else(unreadable)?;
            let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            if !is_hex || digits.len() != sum.form().1 {
                return Err(unreadable());
            }
            sums.0.retain(|(known, _)| *known != sum);
            sums.0.push((sum, Arc::from(digits.to_ascii_lowercase())));
        }
        sums.0.sort_unstable();
        Ok(sums)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn unreadable() -> Invalid {
    let reason = "is no checksum: a kind, a colon, and its hexadecimal digits";
    Invalid::malformed("checksum", "invalid_checksum", reason)
}

impl fmt::Display for Checksums {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (sum, digits)) in self.0.iter().enumerate() {
            let gap = if number > 0 { " " } else { "" };
            write!(formatter, "{gap}{}:{digits}", sum.form().0)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Checksums {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Checksums({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA1: &str = "A9993E364706816ABA3E25717850C26C9CD0D89D";

    #[test]
    fn sums_are_written_in_one_form_and_order() {
        let text = format!("adler32:024d0127  sha1:{SHA1} ADLER32:00000001");
        let sums = Checksums::parse(&text).expect("they are sums");
        let expected = format!("SHA1:{} ADLER32:00000001", SHA1.to_ascii_lowercase());
        assert_eq!(sums.to_string(), expected);
        assert_eq!(Checksums::parse(&expected).ok(), Some(sums));
        assert!(Checksums::parse("").expect("nothing").is_empty());
    }

    #[test]
    fn what_is_no_sum_is_refused() {
        for text in [
            "abc",
            "MD5:",
            "MD5:12",
            "CRC:12345678",
            "ADLER32:0000000g",
            "ADLER32:ééééä",
        ] {
            assert!(Checksums::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_property_has_a_name_and_need_not_have_a_namespace() {
        assert!(PropertyName::new("", "a").is_ok());
        assert!(PropertyName::new("x", "").is_err());
    }
}
