//! `LOCK`: a lock set, or one that lives on (RFC 4918, section 9.10).

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode};

use crate::dav::answers;
use crate::dav::ask::Ask;
use crate::dav::conditions;
use crate::dav::headers::{Depth, Timeout};
use crate::dav::listing::is_folder;
use crate::dav::properties::write_locks;
use crate::dav::refusal::{Refusal, Trouble};
use crate::dav::xml::{self, LockInfo, NameRef, document};
use crate::domain::{Error, Lock, LockDepth, LockRequest, LockScope, LockToken};
use crate::services::LockView;

/// Where nothing was there, an empty file is made: 201. A body sets a lock, none lets one live on.
pub(super) async fn answer(ask: &Ask, body: Body) -> Result<Response, Trouble> {
    let body = ask.read_xml(body).await?;
    let wanted = LockInfo::read(&body)?;
    conditions::check(ask).await?;
    match wanted {
        None => refresh(ask).await,
        Some(info) => set(ask, request(ask, info, depth(ask)?)).await,
    }
}

/// How far a lock is to reach; of one that there is that has been said.
fn depth(ask: &Ask) -> Result<LockDepth, Trouble> {
    match Depth::of(ask.headers())? {
        Some(Depth::Zero) => Ok(LockDepth::Zero),
        None | Some(Depth::Infinity) => Ok(LockDepth::Infinity),
        Some(Depth::One) => Err(Refusal::WrongDepth.into()),
    }
}

async fn set(ask: &Ask, request: LockRequest) -> Result<Response, Trouble> {
    // What is made here is a file, whatever the address says.
    if ask.means_folder() {
        let row = ask.services().browse.stat(&ask.caller, ask.path()).await?;
        ask.check_slash(is_folder(&row))?;
    }
    let locks = &ask.services().locks;
    let locked = locks.lock(&ask.caller, ask.path(), request).await?;
    let status = if locked.created {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let mut response = shown(status, &locked.lock);
    let token = format!("<{}>", locked.lock.lock.token.as_str());
    let token = HeaderValue::from_str(&token).expect("it is made of plain characters");
    let name = HeaderName::from_static("lock-token");
    response.headers_mut().insert(name, token);
    Ok(response)
}

/// The lock that `If` names, one and no more. That it does not cover the place is 412 (RFC 4918, section 9.10.6).
async fn refresh(ask: &Ask) -> Result<Response, Trouble> {
    let tokens = ask.conditions.iter().flat_map(|header| header.tokens());
    let tokens: Vec<_> = tokens.filter_map(|it| LockToken::parse(it).ok()).collect();
    let [token] = tokens.as_slice() else {
        return Err(Error::PreconditionFailed.into());
    };
    let timeout = Timeout::of(ask.headers()).map(granted);
    let locks = &ask.services().locks;
    let refreshed = locks.refresh(&ask.caller, ask.path(), token, timeout).await;
    match refreshed {
        Ok(lock) => Ok(shown(StatusCode::OK, &lock)),
        Err(error) if error.is_conflict("lock_token_mismatch") => {
            Err(Error::PreconditionFailed.into())
        }
        Err(error) => Err(error.into()),
    }
}

fn request(ask: &Ask, info: LockInfo, depth: LockDepth) -> LockRequest {
    LockRequest {
        scope: match info.scope {
            xml::LockScope::Exclusive => LockScope::Exclusive,
            xml::LockScope::Shared => LockScope::Shared,
        },
        depth,
        owner: info.owner.map(|owner| owner.as_str().to_owned()),
        timeout: Timeout::of(ask.headers()).map(granted),
    }
}

fn granted(wish: Timeout) -> Duration {
    Timeout::granted(Some(wish), Lock::USUAL, Lock::LONGEST)
}

fn shown(status: StatusCode, lock: &LockView) -> Response {
    let body = document("prop", |prop| {
        let name = NameRef::dav("lockdiscovery");
        prop.element(name, |out| write_locks(out, std::slice::from_ref(lock)));
    });
    answers::xml(status, body)
}
