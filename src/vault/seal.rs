//! Sealing: AES-256-GCM (NIST SP 800-38D) under the master key.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::aead::{self, AES_256_GCM, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::error::VaultError;
use super::mac::MacKey;
use super::master_key::{KeyId, MasterKey};
use crate::domain::{Sealed, Secret};
use crate::doors::Random;

/// The first byte of a sealed value. After it: key id (8), nonce (12), ciphertext and tag.
const VERSION: u8 = 1;

/// The cell that a secret is sealed for. It opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct Aad<'a> {
    /// The table.
    pub table: &'static str,
    /// The row's id.
    pub row: &'a str,
    /// The column.
    pub column: &'static str,
}

/// Seals and opens secrets. Clones share the key.
#[derive(Clone)]
pub struct Vault {
    key: Arc<LessSafeKey>,
    key_id: KeyId,
    random: Random,
}

impl Vault {
    /// A vault under this master key.
    pub fn new(master: &MasterKey, random: Random) -> Self {
        let key = UnboundKey::new(&AES_256_GCM, master.bytes()).expect("the key has 32 bytes");
        Self {
            key: Arc::new(LessSafeKey::new(key)),
            key_id: master.id(),
            random,
        }
    }

    /// Seals a secret for one cell. Two seals of one secret differ.
    pub fn seal(&self, aad: Aad<'_>, secret: &[u8]) -> Sealed {
        // Random nonces are safe for 2^32 seals under one key (SP 800-38D, section 8.3); we make one
        // per stored secret.
        let nonce: [u8; NONCE_LEN] = self.random.bytes();
        let mut body = secret.to_vec();
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                self.bind(aad),
                &mut body,
            )
            .expect("a secret is far shorter than 64 GiB");
        let parts: [&[u8]; 4] = [&[VERSION], &self.key_id.0, &nonce, &body];
        Sealed::from_bytes(parts.concat())
    }

    /// Opens what was sealed for this cell.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`], [`VaultError::Broken`].
    pub fn open(&self, aad: Aad<'_>, sealed: &Sealed) -> Result<Secret<Vec<u8>>, VaultError> {
        let (key_id, nonce, body) = split(sealed.as_bytes()).ok_or(VaultError::Broken)?;
        if key_id != self.key_id {
            return Err(VaultError::WrongKey);
        }
        let mut body = body.to_vec();
        let length = self
            .key
            .open_in_place(
                Nonce::assume_unique_for_key(nonce),
                self.bind(aad),
                &mut body,
            )
            .map_err(|_| VaultError::Broken)?
            .len();
        body.truncate(length);
        Ok(Secret::new(body))
    }

    /// Opens what is text.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`], [`VaultError::Broken`].
    pub fn open_text(&self, aad: Aad<'_>, sealed: &Sealed) -> Result<Secret<String>, VaultError> {
        let bytes = self.open(aad, sealed)?;
        let text = str::from_utf8(bytes.expose()).map_err(|_| VaultError::Broken)?;
        Ok(Secret::new(text.to_owned()))
    }

    /// Makes a key that signs, and its sealed form to be kept.
    pub fn create_mac_key(&self, aad: Aad<'_>) -> (MacKey, Sealed) {
        let bytes = self.random.bytes();
        (MacKey::new(&bytes), self.seal(aad, &bytes))
    }

    /// Opens a key that [`Vault::create_mac_key`] has made.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`], [`VaultError::Broken`].
    pub fn open_mac_key(&self, aad: Aad<'_>, sealed: &Sealed) -> Result<MacKey, VaultError> {
        let bytes = self.open(aad, sealed)?;
        let bytes = bytes.expose().as_slice().try_into();
        Ok(MacKey::new(bytes.map_err(|_| VaultError::Broken)?))
    }

    /// No part can hold a NUL (tables and columns are ours, ids are plain), so no two cells are alike.
    fn bind(&self, aad: Aad<'_>) -> aead::Aad<Vec<u8>> {
        let parts = [
            aad.table.as_bytes(),
            aad.row.as_bytes(),
            aad.column.as_bytes(),
            self.key_id.0.as_slice(),
        ];
        aead::Aad::from(parts.join(&0))
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Vault(***)")
    }
}

fn split(sealed: &[u8]) -> Option<(KeyId, [u8; NONCE_LEN], &[u8])> {
    let (&version, rest) = sealed.split_first()?;
    let (key_id, rest) = rest.split_first_chunk::<{ KeyId::LENGTH }>()?;
    let (nonce, body) = rest.split_first_chunk::<NONCE_LEN>()?;
    (version == VERSION).then_some((KeyId(*key_id), *nonce, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELL: Aad<'_> = Aad {
        table: "credentials",
        row: "cre_1",
        column: "sealed",
    };

    fn vault() -> Vault {
        Vault::new(&MasterKey::generate(Random), Random)
    }

    #[test]
    fn what_was_sealed_opens_again() {
        let vault = vault();
        for secret in ["", "hunter2", "Kennwort mit Ümläuten", &"x".repeat(100_000)] {
            let sealed = vault.seal(CELL, secret.as_bytes());
            let opened = vault.open_text(CELL, &sealed).expect("it opens");
            assert_eq!(opened.expose(), secret);
        }
    }

    #[test]
    fn two_seals_of_one_secret_differ() {
        let vault = vault();
        assert_ne!(vault.seal(CELL, b"hunter2"), vault.seal(CELL, b"hunter2"));
    }

    #[test]
    fn a_sealed_value_opens_at_no_other_place() {
        let vault = vault();
        let sealed = vault.seal(CELL, b"hunter2");
        for other in [
            Aad {
                table: "keys",
                ..CELL
            },
            Aad {
                row: "cre_2",
                ..CELL
            },
            Aad {
                column: "hint",
                ..CELL
            },
        ] {
            let refused = vault.open(other, &sealed).expect_err("it is another place");
            assert!(matches!(refused, VaultError::Broken), "{other:?}");
        }
    }

    #[test]
    fn another_master_key_is_told_apart_from_damage() {
        let sealed = vault().seal(CELL, b"hunter2");
        let refused = vault().open(CELL, &sealed).expect_err("it is another key");
        assert!(matches!(refused, VaultError::WrongKey), "{refused:?}");
    }

    #[test]
    fn a_change_of_any_byte_is_noticed() {
        let vault = vault();
        let sealed = vault.seal(CELL, b"hunter2");
        for index in 0..sealed.as_bytes().len() {
            let mut bytes = sealed.as_bytes().to_vec();
            bytes[index] ^= 1;
            let opened = vault.open(CELL, &Sealed::from_bytes(bytes));
            assert!(opened.is_err(), "byte {index}");
        }
        for length in 0..sealed.as_bytes().len() {
            let cut = sealed.as_bytes()[..length].to_vec();
            assert!(
                vault.open(CELL, &Sealed::from_bytes(cut)).is_err(),
                "{length} bytes"
            );
        }
    }

    #[test]
    fn a_sealed_value_does_not_show_its_secret() {
        let sealed = vault().seal(CELL, b"hunter2");
        assert!(
            !sealed
                .as_bytes()
                .windows(7)
                .any(|window| window == b"hunter2")
        );
        assert_eq!(format!("{sealed:?}"), "Sealed(44 bytes)");
    }

    #[test]
    fn a_key_that_signs_is_the_same_after_it_was_kept() {
        let vault = vault();
        let (key, sealed) = vault.create_mac_key(CELL);
        let kept = vault.open_mac_key(CELL, &sealed).expect("it opens");
        assert!(kept.verify(b"message", &key.sign(b"message")));
        let secret = vault.seal(CELL, b"too short for a key");
        assert!(vault.open_mac_key(CELL, &secret).is_err());
    }
}
