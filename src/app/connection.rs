//! One connection, from its first byte to its last.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulConnection;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tower::ServiceExt as _;

use crate::edge::Peer;

use super::activity::Activity;
use super::watched::Watched;

/// Longest head of a request in bytes: a path of 2,000 characters is 18,000 bytes when each is
/// encoded.
const LONGEST_HEAD: usize = 64 * 1024;

/// Serves a connection until its end; how long nothing may happen on it is for `activity` to say.
pub(super) fn connection(
    (stream, peer): (TcpStream, Peer),
    router: Router,
    activity: &Arc<Activity>,
) -> impl GracefulConnection<Error = Box<dyn std::error::Error + Send + Sync>> + Send + use<> {
    // Small answers must not wait for more: a page over a slow line would feel it.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let stream = Watched::new(stream, Arc::clone(activity));
    let activity = Arc::clone(activity);
    let service = tower::service_fn(move |mut request: Request<Incoming>| {
        let (router, activity) = (router.clone(), Arc::clone(&activity));
        let under_way = activity.request();
        request.extensions_mut().insert(peer);
        async move {
            let response = router.oneshot(request.map(Body::new)).await;
            response.map(|response| response.map(|body| activity.hold(body, under_way)))
        }
    });
    let service = TowerToHyperService::new(service.map_err(|error: Infallible| error));
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .max_buf_size(LONGEST_HEAD)
        // The wait for a head is ours to bound; the library would measure it by the machine's clock.
        .header_read_timeout(None)
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(Duration::from_secs(30)))
        .max_concurrent_streams(128);
    builder
        .serve_connection(TokioIo::new(stream), service)
        .into_owned()
}
