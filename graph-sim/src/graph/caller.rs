//! Who asks, and what may be asked.

use http::{Method, header};

use super::fault::{self, Failure, Fault};
use super::route::Route;
use crate::login::{self, TokenFault};
use crate::net::Call;
use crate::state::State;
use crate::world::{Role, TenantKey};

const PLAIN_CHALLENGE: &str = "";
const INVALID_CHALLENGE: &str = ", error=\"invalid_token\"";

/// Any of these permissions lets an application read files.
const FILES: [Role; 5] = [
    Role::FilesReadAll,
    Role::FilesReadWriteAll,
    Role::SitesReadAll,
    Role::SitesReadWriteAll,
    Role::SitesFullControlAll,
];
/// Any of these lets it write them.
const WRITING: [Role; 3] = [
    Role::FilesReadWriteAll,
    Role::SitesReadWriteAll,
    Role::SitesFullControlAll,
];
/// Any of these lets it read sites.
const SITES: [Role; 3] = [
    Role::SitesReadAll,
    Role::SitesReadWriteAll,
    Role::SitesFullControlAll,
];
const USERS: [Role; 3] = [
    Role::UserReadAll,
    Role::UserReadWriteAll,
    Role::DirectoryReadAll,
];
const ORGANIZATION: [Role; 2] = [Role::OrganizationReadAll, Role::DirectoryReadAll];

/// Reads the bearer token of a request and tells which tenant it is for.
pub(crate) fn authenticate(
    state: &State,
    call: &Call,
    route: &Route,
) -> Result<TenantKey, Failure> {
    let header = call.header(header::AUTHORIZATION).unwrap_or_default();
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("bearer") || token.trim().is_empty() {
        return Err(fault::unauthenticated("Access token is empty.", PLAIN_CHALLENGE).into());
    }
    let bearer = login::verify(state, token.trim()).map_err(refuse)?;
    if bearer.roles.is_empty() {
        return Err(fault::without_roles().into());
    }
    let holds = |wanted: &[Role]| bearer.roles.iter().any(|role| wanted.contains(role));
    match route {
        Route::Users | Route::User(_) if !holds(&USERS) => Err(fault::directory_denied().into()),
        Route::Organization if !holds(&ORGANIZATION) => Err(fault::directory_denied().into()),
        Route::Drive(..) | Route::DrivesOfUser(_) if !holds(&FILES) => {
            Err(fault::access_denied().into())
        }
        Route::Drive(..) if changes(&call.method) && !holds(&WRITING) => {
            Err(fault::access_denied().into())
        }
        Route::Sites | Route::AllSites | Route::Site(..) if !holds(&SITES) => {
            Err(fault::access_denied().into())
        }
        _ => Ok(bearer.tenant),
    }
}

/// All but reading; of Graph's actions only those that change something are served here.
fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn refuse(token_fault: TokenFault) -> Fault {
    let message = match token_fault {
        TokenFault::Malformed => "CompactToken parsing failed with error code: 80049217",
        TokenFault::BadSignature => "Access token validation failure. Invalid signature.",
        TokenFault::Expired => "Lifetime validation failed, the token is expired.",
        TokenFault::Revoked => "Access token has been revoked.",
    };
    fault::unauthenticated(message, INVALID_CHALLENGE)
}
