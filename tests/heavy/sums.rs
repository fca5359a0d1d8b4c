//! What bytes come to.

use std::fmt::Write as _;

use aws_lc_rs::digest::{self, Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256};

/// A SHA-256 in the making.
pub(crate) struct Sum(Context);

impl Default for Sum {
    fn default() -> Self {
        Self(Context::new(&SHA256))
    }
}

impl Sum {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// In lower-case hexadecimal.
    pub(crate) fn finish(self) -> String {
        hexadecimal(self.0.finish().as_ref())
    }

    pub(crate) fn of(bytes: &[u8]) -> String {
        let mut sum = Self::default();
        sum.update(bytes);
        sum.finish()
    }
}

/// The SHA-1, which is what programs tell WebDAV's servers, in lower-case hexadecimal.
pub(crate) fn sha1_of(bytes: &[u8]) -> String {
    hexadecimal(digest::digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref())
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
