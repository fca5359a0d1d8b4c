//! `/d/{path}`: bytes by the mount's delivery. `/p/{path}`: bytes through us.

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
}

impl<S: Send + Sync> FromRequestParts<S> for Wanted {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let Ok(caller) = Caller::from_request_parts(parts, state).await;
        let TreePath(raw) = TreePath::from_request_parts(parts, state).await?;
        Parameters::parse(parts.uri.query().unwrap_or_default(), &[])?;
        let request = FetchRequest {
            path: raw.path,
            way: Way::ByMount,
            head: parts.method == Method::HEAD,
            conditions: conditions_of(&parts.headers),
            range: range_of(&parts.method, &parts.headers),
        };
        Ok(Self { caller, request })
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
    let Wanted { caller, request } = wanted;
    let request = FetchRequest { way, ..request };
    deliver(services.downloads.fetch(&caller, request).await?)
}
