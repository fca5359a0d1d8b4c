//! What bytes come to.

use std::fmt::Write as _;

use aws_lc_rs::digest::{Context, SHA256};

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
        let digest = self.0.finish();
        let mut text = String::new();
        for byte in digest.as_ref() {
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    pub(crate) fn of(bytes: &[u8]) -> String {
        let mut sum = Self::default();
        sum.update(bytes);
        sum.finish()
    }
}
