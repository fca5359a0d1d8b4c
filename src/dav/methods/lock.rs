//! `LOCK`: a lock set, or one that lives on (RFC 4918, section 9.10).

use axum::body::Body;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode};

use crate::dav::answers;
use crate::dav::ask::Ask;
use crate::dav::conditions;
use crate::dav::headers::{Depth, timeout_of};
use crate::dav::properties::write_locks;
use crate::dav::refusal::{Refusal, Trouble};
use crate::dav::xml::{LockInfo, NameRef, document};
use crate::domain::{Error, LockDepth, LockRequest, LockToken};
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
    let tokens = ask.if_header.iter().flat_map(|header| header.tokens());
    let tokens: Vec<_> = tokens.filter_map(|it| LockToken::parse(it).ok()).collect();
    let [token] = tokens.as_slice() else {
        return Err(Error::PreconditionFailed.into());
    };
    let timeout = timeout_of(ask.headers());
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
        scope: info.scope,
        depth,
        owner: info.owner.map(|owner| owner.as_str().to_owned()),
        timeout: timeout_of(ask.headers()),
    }
}

fn shown(status: StatusCode, lock: &LockView) -> Response {
    let body = document("prop", |prop| {
        let name = NameRef::dav("lockdiscovery");
        prop.element(name, |out| write_locks(out, std::slice::from_ref(lock)));
    });
    answers::xml(status, body)
}
