//! `/d/{path}`: bytes by the mount's delivery. `/p/{path}`: bytes through us. Either takes a signed link.

use axum::extract::{FromRequestParts, State};
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, Method};

use crate::domain::{Caller, Result};
use crate::edge::{Failed, Parameters, TreePath, conditions_of, deliver, range_of, unlock_with};
use crate::services::{FetchRequest, Services, Way};

/// A request for bytes, all but the way.
pub(super) struct Wanted {
    caller: Caller,
    request: FetchRequest,
    link: Option<Shown>,
}

/// A signed link, and what was sent with it.
struct Shown {
    sign: String,
    headers: HeaderMap,
}

impl<S: Send + Sync> FromRequestParts<S> for Wanted {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let Ok(caller) = Caller::from_request_parts(parts, state).await;
        let TreePath(raw) = TreePath::from_request_parts(parts, state).await?;
        let query = Parameters::parse(parts.uri.query().unwrap_or_default(), &["sign"])?;
        let request = FetchRequest {
            path: raw.path,
            way: Way::ByMount,
            head: parts.method == Method::HEAD,
            conditions: conditions_of(&parts.headers),
            range: range_of(&parts.method, &parts.headers),
            until: None,
            shown_to: None,
        };
        Ok(Self {
            caller,
            request,
            link: query.find("sign").map(|sign| Shown {
                sign: sign.to_owned(),
                headers: parts.headers.clone(),
            }),
        })
    }
}

/// `GET /d/{path}`.
pub(super) async fn by_mount(
    State(services): State<Services>,
    wanted: Wanted,
) -> Result<Response, Failed> {
    fetch(&services, wanted, Way::ByMount).await
}

/// `GET /p/{path}`.
pub(super) async fn through_us(
    State(services): State<Services>,
    wanted: Wanted,
) -> Result<Response, Failed> {
    fetch(&services, wanted, Way::Proxy).await
}

async fn fetch(services: &Services, wanted: Wanted, way: Way) -> Result<Response, Failed> {
    let Wanted {
        caller,
        request,
        link,
    } = wanted;
    let request = FetchRequest { way, ..request };
    let (caller, request) = match link {
        None => (caller, request),
        Some(link) => redeem(services, &caller, request, link).await?,
    };
    deliver(services.downloads.fetch(&caller, request).await?)
}

/// Who reads by a link, and by which way. He opens closed folders with `Onefold-Unlock` as others do.
async fn redeem(
    services: &Services,
    visitor: &Caller,
    request: FetchRequest,
    link: Shown,
) -> Result<(Caller, FetchRequest)> {
    let (path, through_us) = (&request.path, request.way == Way::Proxy);
    let redeemed = services
        .links
        .redeem(visitor, &link.sign, path, through_us)?;
    let caller = unlock_with(&link.headers, services, redeemed.caller, path).await?;
    let for_worker = Some(Way::ForWorker).filter(|_| redeemed.by_worker);
    let request = FetchRequest {
        way: for_worker.unwrap_or(request.way),
        until: redeemed.until,
        ..request
    };
    Ok((caller, request))
}
