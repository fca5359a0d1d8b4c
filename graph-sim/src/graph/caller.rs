//! Who asks, and what may be asked.

use http::{Method, header};

use super::fault::{self, Failure, Fault};
use super::route::{DriveName, Route, SiteFacet};
use crate::login::{self, TokenFault};
use crate::net::Call;
use crate::state::State;
use crate::switches::{ErrorSwitches, ExpiredTokenChallenge, RevokedTokenChallenge};
use crate::world::{AppKey, Role, SiteRecord, SiteRole, TenantKey};

const PLAIN_CHALLENGE: &str = "";
const INVALID_CHALLENGE: &str = ", error=\"invalid_token\"";
const EXPIRED_CHALLENGE: &str =
    ", error=\"expired_token\", error_description=\"The token is expired.\"";
/// The claims are `{"access_token":{"nbf":{"essential":true}}}` in base64.
const CLAIMS_CHALLENGE: &str = ", error=\"insufficient_claims\", claims=\"eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZX19fQ==\"";

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

/// An application that asks.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) tenant: TenantKey,
    pub(crate) app: AppKey,
    /// What the application's own folder is called.
    pub(crate) app_name: String,
    roles: Vec<Role>,
}

impl Caller {
    fn holds(&self, wanted: &[Role]) -> bool {
        self.roles.iter().any(|role| wanted.contains(role))
    }

    /// Whether the application may work with single sites that were given to it.
    fn is_selected(&self) -> bool {
        self.holds(&[Role::SitesSelected])
    }

    /// Whether it may write files somewhere at all.
    pub(crate) fn writes(&self) -> bool {
        self.holds(&WRITING) || self.is_selected()
    }

    /// Whether it may see the site itself.
    pub(crate) fn may_see(&self, site: &SiteRecord) -> bool {
        self.holds(&SITES) || self.is_selected() && site.grants(self.app, SiteRole::Read)
    }

    /// Whether it may work with the drives of the site in this way.
    pub(crate) fn may_open(&self, site: &SiteRecord, changes: bool) -> bool {
        let (roles, role) = if changes {
            (WRITING.as_slice(), SiteRole::Write)
        } else {
            (FILES.as_slice(), SiteRole::Read)
        };
        self.holds(roles) || self.is_selected() && site.grants(self.app, role)
    }
}

/// Reads the bearer token of a request and tells who asks.
pub(crate) fn authenticate(state: &State, call: &Call) -> Result<Caller, Failure> {
    let header = call.header(header::AUTHORIZATION).unwrap_or_default();
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("bearer") || token.trim().is_empty() {
        return Err(fault::unauthenticated("Access token is empty.", PLAIN_CHALLENGE).into());
    }
    let switches = state.switches.current().errors;
    let bearer = login::verify(state, token.trim());
    let bearer = bearer.map_err(|token_fault| refuse(token_fault, &switches))?;
    Ok(Caller {
        tenant: bearer.tenant,
        app: bearer.app,
        app_name: state.world().app(bearer.app).app.display_name.clone(),
        roles: bearer.roles,
    })
}

/// Checks what the application was granted. What depends on the site that is asked for is checked where
/// the site is found; a batch is open to all, its members are checked one by one.
pub(crate) fn admit(
    caller: &Caller,
    route: &Route,
    method: &Method,
    switches: &ErrorSwitches,
) -> Result<(), Failure> {
    if caller.roles.is_empty() && *route != Route::Batch {
        return Err(fault::without_roles(switches.without_roles).into());
    }
    if may_ask(caller, route, method) {
        Ok(())
    } else if is_of_directory(route) {
        Err(fault::directory_denied().into())
    } else {
        Err(fault::denied(switches.denied).into())
    }
}

/// Whether the directory answers there, and not the file service.
fn is_of_directory(route: &Route) -> bool {
    matches!(
        route,
        Route::Users | Route::User(_) | Route::UserCount | Route::Organization
    )
}

fn may_ask(caller: &Caller, route: &Route, method: &Method) -> bool {
    let changes = route.is_changed_by(method);
    match route {
        Route::Users | Route::User(_) | Route::UserCount => caller.holds(&USERS),
        Route::Organization => caller.holds(&ORGANIZATION),
        Route::Drive(DriveName::OfUser(_), _) if changes => caller.holds(&WRITING),
        Route::Drive(DriveName::OfUser(_), _) | Route::DrivesOfUser(_) | Route::SearchQuery => {
            caller.holds(&FILES)
        }
        Route::Drive(..) if changes => caller.writes(),
        Route::Drive(..)
        | Route::DrivesOfGroup(_)
        | Route::Share(_)
        | Route::Subscriptions
        | Route::Subscription(_)
        | Route::Reauthorization(_)
        | Route::Site(_, SiteFacet::Drives) => caller.holds(&FILES) || caller.is_selected(),
        Route::Sites | Route::Site(_, SiteFacet::Itself) => {
            caller.holds(&SITES) || caller.is_selected()
        }
        Route::AllSites => caller.holds(&SITES),
        Route::Site(_, SiteFacet::Permissions | SiteFacet::Permission(_)) => {
            caller.holds(&[Role::SitesFullControlAll])
        }
        Route::Batch | Route::Nowhere(_) => true,
    }
}

fn refuse(token_fault: TokenFault, switches: &ErrorSwitches) -> Fault {
    let (message, challenge) = match token_fault {
        TokenFault::Malformed => (
            "CompactToken parsing failed with error code: 80049217",
            INVALID_CHALLENGE,
        ),
        TokenFault::BadSignature => (
            "Access token validation failure. Invalid signature.",
            INVALID_CHALLENGE,
        ),
        TokenFault::WrongAudience => (
            "Access token validation failure. Invalid audience.",
            INVALID_CHALLENGE,
        ),
        TokenFault::Expired => {
            let message = "Lifetime validation failed, the token is expired.";
            match switches.expired_token {
                ExpiredTokenChallenge::InvalidToken => (message, INVALID_CHALLENGE),
                ExpiredTokenChallenge::ExpiredToken => (message, EXPIRED_CHALLENGE),
            }
        }
        TokenFault::Revoked => match switches.revoked_token {
            RevokedTokenChallenge::InvalidToken => {
                ("Access token has been revoked.", INVALID_CHALLENGE)
            }
            RevokedTokenChallenge::InsufficientClaims => {
                let message = "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp";
                (message, CLAIMS_CHALLENGE)
            }
        },
    };
    fault::unauthenticated(message, challenge)
}
