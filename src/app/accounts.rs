//! Accounts, credentials and our own keys, for commands that run beside the server.

use crate::config::Config;
use crate::domain::{Account, Actor, AuditEntry, Deed, Error, Secret};
use crate::doors::Random;
use crate::services::Rotation;

use super::compose::{Doors, compose_accounts, compose_keys, compose_rotation};
use super::error::StartError;

/// A password that nobody guesses: 120 bits, in 24 letters and digits that nobody mistakes for another.
pub fn fresh_password() -> Secret<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letter = |byte: u8| char::from(LETTERS[usize::from(byte % 32)]);
    Secret::new(Random.bytes::<24>().into_iter().map(letter).collect())
}

/// Makes an administrator.
pub async fn create_administrator(
    config: &Config,
    username: &str,
    password: Secret<String>,
) -> Result<Account, StartError> {
    let accounts = compose_accounts(config, &Doors::default()).await?;
    Ok(accounts.create_administrator(username, password).await?)
}

/// Gives an account a new password and ends its sessions.
pub async fn reset_password(
    config: &Config,
    username: &str,
    password: Secret<String>,
) -> Result<(), StartError> {
    let accounts = compose_accounts(config, &Doors::default()).await?;
    Ok(accounts.reset_password(username, password).await?)
}

/// Makes an administrator, or gives the one of this name a new password.
pub async fn set_administrator(
    config: &Config,
    username: &str,
    password: Secret<String>,
) -> Result<(), StartError> {
    let accounts = compose_accounts(config, &Doors::default()).await?;
    match accounts.reset_password(username, password.clone()).await {
        Err(Error::NotFound) => Ok(accounts
            .create_administrator(username, password)
            .await
            .map(drop)?),
        done => Ok(done?),
    }
}

/// The credentials of organizations, to be made and changed.
pub async fn rotation(config: &Config) -> Result<Rotation, StartError> {
    compose_rotation(config, &Doors::default()).await
}

/// Replaces our own keys. What was marked with the keys before is good for as long as it would have been,
/// what was marked with older ones is void; so doing it twice makes every signed link void.
pub async fn rotate_keys(config: &Config) -> Result<(), StartError> {
    let doors = Doors::default();
    let keys = compose_keys(config, &doors).await?;
    let audit = AuditEntry::new(doors.clock.now(), Actor::default(), Deed::KeysRotate);
    Ok(keys.rotate(&audit).await?)
}
