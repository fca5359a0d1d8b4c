//! `/d/{path}`: bytes by the mount's delivery. `/p/{path}`: bytes through us. Either takes a signed link.

use axum::extract::{FromRequestParts, State};
use axum::response::Response;
use http::Method;
use http::request::Parts;

use crate::domain::{Caller, Result};
use crate::edge::{Failed, Parameters, TreePath, conditions_of, deliver, range_of};
use crate::services::{FetchRequest, Services, Way};

/// A request for bytes, all but the way.
pub(super) struct Wanted {
    caller: Caller,
    request: FetchRequest,
    sign: Option<String>,
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
        };
        Ok(Self {
            caller,
            request,
            sign: query.find("sign").map(str::to_owned),
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
        sign,
    } = wanted;
    let (caller, way) = match sign {
        None => (caller, way),
        Some(sign) => {
            let through_us = way == Way::Proxy;
            let links = &services.links;
            let redeemed = links.redeem(&caller, &sign, &request.path, through_us)?;
            let for_worker = Some(Way::ForWorker).filter(|_| redeemed.by_worker);
            (redeemed.caller, for_worker.unwrap_or(way))
        }
    };
    let request = FetchRequest { way, ..request };
    deliver(services.downloads.fetch(&caller, request).await?)
}
