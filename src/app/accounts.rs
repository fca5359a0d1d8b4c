//! Accounts, for commands that run beside the server.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::config::Config;
use crate::domain::{Account, Error, Secret};
use crate::doors::Random;

use super::compose::{Doors, compose_accounts};
use super::error::StartError;

/// A password that nobody guesses: 120 bits, in 20 characters that can be typed.
pub fn fresh_password() -> Secret<String> {
    Secret::new(URL_SAFE_NO_PAD.encode(Random.bytes::<15>()))
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
