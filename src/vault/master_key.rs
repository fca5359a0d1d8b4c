//! The key under which everything else is sealed.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::error::VaultError;
use crate::doors::Random;

/// 32 secret bytes. Backups never hold them; without them no stored secret can be read again.
#[derive(Clone)]
pub struct MasterKey([u8; Self::LENGTH]);

/// How a key file was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFile {
    /// It was there.
    Found,
    /// It was made just now. Whoever runs the server should hear of it: the key now lies beside the
    /// data it protects.
    Made,
}

/// Which master key sealed a value. Tells nothing of the key itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct KeyId(pub(super) [u8; Self::LENGTH]);

impl KeyId {
    pub(super) const LENGTH: usize = 8;
}

impl MasterKey {
    /// The length of a key in bytes.
    pub const LENGTH: usize = 32;

    /// The key's file, where it lies in the data directory.
    pub const FILE_NAME: &str = "master.key";

    /// A new key.
    pub fn generate(random: Random) -> Self {
        Self(random.bytes())
    }

    /// Reads a key as an environment variable or a file holds it: base64 (as `openssl rand -base64 32`
    /// writes it) or hexadecimal; white space around it is ignored.
    ///
    /// # Errors
    /// [`VaultError::InvalidKey`].
    pub fn from_text(text: &str) -> Result<Self, VaultError> {
        let text = text.trim();
        let decoded = || STANDARD.decode(text).ok()?.try_into().ok();
        from_hexadecimal(text)
            .or_else(decoded)
            .map(Self)
            .ok_or(VaultError::InvalidKey)
    }

    /// Reads a key from a file.
    ///
    /// # Errors
    /// [`VaultError::KeyFile`], [`VaultError::InvalidKeyFile`].
    pub fn load(path: &Path) -> Result<Self, VaultError> {
        let text = std::fs::read_to_string(path).map_err(unusable(path))?;
        Self::from_text(&text).map_err(|_| VaultError::InvalidKeyFile {
            path: path.to_owned(),
        })
    }

    /// Reads a key from a file, or makes both (0600) where there is no file. Its folder must be there.
    ///
    /// # Errors
    /// [`VaultError::KeyFile`], [`VaultError::InvalidKeyFile`]. A file that is there is never replaced.
    pub fn load_or_create(path: &Path, random: Random) -> Result<(Self, KeyFile), VaultError> {
        match Self::load(path) {
            Err(VaultError::KeyFile { source, .. }) if source.kind() == ErrorKind::NotFound => {}
            found => return Ok((found?, KeyFile::Found)),
        }
        let key = Self::generate(random);
        match key.write_new(path) {
            Ok(()) => Ok((key, KeyFile::Made)),
            // Another process was faster: its key is the one.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Ok((Self::load(path)?, KeyFile::Found))
            }
            Err(source) => Err(unusable(path)(source)),
        }
    }

    /// Written through to the disk before anything is sealed: secrets must not outlive their key.
    fn write_new(&self, path: &Path) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(path)?;
        writeln!(file, "{}", STANDARD.encode(self.0))?;
        file.sync_all()?;
        #[cfg(unix)]
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    pub(super) const fn bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    pub(super) fn id(&self) -> KeyId {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(b"onefold master key id\0");
        context.update(&self.0);
        let hash = context.finish();
        let first = hash.as_ref().first_chunk();
        KeyId(*first.expect("SHA-256 has 32 bytes"))
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MasterKey(***)")
    }
}

fn unusable(path: &Path) -> impl FnOnce(io::Error) -> VaultError {
    |source| VaultError::KeyFile {
        path: path.to_owned(),
        source,
    }
}

fn from_hexadecimal(text: &str) -> Option<[u8; MasterKey::LENGTH]> {
    let digit = |digit: char| {
        digit
            .to_digit(16)
            .and_then(|value| u8::try_from(value).ok())
    };
    let digits: Vec<u8> = text.chars().map(digit).collect::<Option<_>>()?;
    let digits: [u8; 2 * MasterKey::LENGTH] = digits.try_into().ok()?;
    Some(std::array::from_fn(|index| {
        digits[2 * index] << 4 | digits[2 * index + 1]
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_from_base64_and_from_hexadecimal() {
        let bytes: [u8; 32] = std::array::from_fn(|index| if index % 2 == 0 { 0x0f } else { 0xa1 });
        let hexadecimal = "0fa1".repeat(16);
        for text in [
            hexadecimal.clone(),
            hexadecimal.to_uppercase(),
            STANDARD.encode(bytes),
            format!("  {}\r\n", STANDARD.encode(bytes)),
        ] {
            let key = MasterKey::from_text(&text).expect("a key");
            assert_eq!(key.bytes(), &bytes, "{text}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let short = STANDARD.encode([7; 31]);
        let long = STANDARD.encode([7; 33]);
        let signs = "+f".repeat(32);
        for text in ["", "hunter2", &short, &long, &signs, &"é".repeat(32)] {
            let refused = MasterKey::from_text(text).expect_err(text);
            assert!(matches!(refused, VaultError::InvalidKey), "{refused:?}");
        }
    }

    #[test]
    fn a_key_file_is_made_once_and_found_ever_after() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(MasterKey::FILE_NAME);
        let (made, how) = MasterKey::load_or_create(&path, Random).expect("it can be made");
        assert_eq!(how, KeyFile::Made);
        let (found, how) = MasterKey::load_or_create(&path, Random).expect("it is there");
        assert_eq!(how, KeyFile::Found);
        assert_eq!(made.bytes(), found.bytes());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path)
                .expect("it is there")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_broken_key_file_is_named_and_never_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(MasterKey::FILE_NAME);
        std::fs::write(&path, "half a k").expect("a file");
        let refused = MasterKey::load_or_create(&path, Random).expect_err("it is no key");
        assert!(refused.to_string().contains("master.key"), "{refused}");
        assert_eq!(
            std::fs::read_to_string(&path).expect("it is there"),
            "half a k"
        );
    }

    #[test]
    fn a_key_is_not_printed() {
        let key = MasterKey::generate(Random);
        assert_eq!(format!("{key:?}"), "MasterKey(***)");
    }
}
