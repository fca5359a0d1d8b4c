//! Size and hashes of a content.

use std::fmt::{self, Write as _};

use aws_lc_rs::digest::{self, SHA256};

use crate::quick_xor::QuickXor;

/// By what a test knows a file's bytes without having them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// Length in bytes.
    pub size: u64,
    /// The base64 `quickXorHash`, as Graph writes it.
    pub quick_xor: String,
    /// The SHA-256 in lower-case hexadecimal; Graph doesn't publish it.
    pub sha256: String,
}

impl Fingerprint {
    /// The fingerprint of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = Hasher::default();
        hasher.update(bytes);
        hasher.finish()
    }
}

/// A fingerprint in the making; feed it the bytes in order.
#[derive(Clone)]
pub(crate) struct Hasher {
    size: u64,
    quick_xor: QuickXor,
    sha256: digest::Context,
}

impl Default for Hasher {
    fn default() -> Self {
        Self {
            size: 0,
            quick_xor: QuickXor::default(),
            sha256: digest::Context::new(&SHA256),
        }
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl Hasher {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        self.quick_xor.update(bytes);
        self.sha256.update(bytes);
    }

    /// Bytes taken so far.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// The fingerprint of the bytes so far.
    pub(crate) fn finish(&self) -> Fingerprint {
        let digest = self.sha256.clone().finish();
        let mut sha256 = String::with_capacity(64);
        for byte in digest.as_ref() {
            write!(sha256, "{byte:02x}").expect("writing to a string works");
        }
        Fingerprint {
            size: self.size,
            quick_xor: self.quick_xor.to_base64(),
            sha256,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn a_fingerprint_has_the_published_hashes() {
        let abc = Fingerprint::of(b"hello");
        assert_eq!(abc.size, 5);
        assert_eq!(abc.quick_xor, "aCgDG9jwBgAAAAAABQAAAAAAAAA=");
        assert_eq!(
            abc.sha256,
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
        );
    }
}
