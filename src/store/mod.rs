//! The database: what is registered here, who signs in, and the sealed secrets.
//!
//! One SQLite file under the data directory. All SQL of the product lives in this module, as
//! constants beside the methods of [`Store`] that use them; rows become values of the domain by hand,
//! and a row that does not parse is [`StoreError::Corrupt`], never a guess. Times and ids come from
//! the caller. Every method that writes has committed when it returns.
//!
//! | file | is about |
//! |---|---|
//! | `database` | opening, the pools, transactions |
//! | `notes` | small writes that share a commit |
//! | `migrations` | the form of the database |
//! | `lock` | one server per data directory |
//! | `tenants`, `credentials`, `promotion`, `mounts`, `drives` | what administrators register, and what we learned of it |
//! | `declared` | the rows of the configuration file |
//! | `accounts`, `sessions` | who signs in |
//! | `passes`, `app_passwords`, `api_tokens` | which programs come in |
//! | `groups`, `grants`, `rules` | who may do what, and how folders are shown |
//! | `snapshot` | all of people and rights at once |
//! | `audit` | what was done, and by whom |
//! | `locks` | locks of places in drives |
//! | `exchanges` | entries that are being put in the place of others |
//! | `uploads` | uploads from which a later process can go on |
//! | `properties` | what programs say of items, and sums of bytes |
//! | `keys` | our own sealed keys |
//! | `generation` | the numbers that say when to reload |
//! | `clearing`, `handing_over` | what goes with a mount or a tenant, or with a tenant's part of the tree |
//! | `carrying` | what goes along when a mount gets another place |
//! | `cells`, `place`, `choices`, `token_hash` | columns to values and back |

mod accounts;
mod api_tokens;
mod app_passwords;
mod audit;
mod carrying;
mod cells;
mod choices;
mod clearing;
mod credentials;
mod database;
mod declared;
mod drives;
mod error;
mod exchanges;
#[cfg(test)]
mod fixtures;
mod folder;
mod generation;
mod grants;
mod groups;
mod handing_over;
mod keys;
mod lock;
mod locks;
mod migrations;
mod mounts;
mod notes;
mod passes;
mod place;
mod promotion;
mod properties;
mod rules;
#[cfg(test)]
mod secrecy;
mod sessions;
mod snapshot;
mod tenants;
mod token_hash;
mod unreached;
mod uploads;

pub use accounts::AccountRecord;
pub use api_tokens::{ApiToken, NewApiToken};
pub use app_passwords::{AppPassword, NewAppPassword};
pub use audit::{AuditId, AuditQuery, AuditRecord, AuditScope};
pub use carrying::{Carried, CarriedGrant, CarriedRule};
pub use credentials::{Credential, NewCredential};
pub use database::Store;
pub use error::{Conflict, StoreError};
pub use exchanges::Exchange;
pub use generation::{Generation, RightsGeneration};
pub use keys::{KeyRecord, NewKey};
pub use lock::ServerLock;
pub use properties::{ItemBelow, ItemChecksums, PlacedItem};
pub use rules::{PasswordChange, RulePassword};
pub use sessions::{NewSession, Session, SessionOrigin, SessionRecord};
pub use snapshot::RightsRows;
pub use token_hash::TokenHash;
pub use uploads::{KeptUpload, UploadClaim, UploadRecord};
