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
use tokio::io::{AsyncRead, AsyncWrite};
use tower::ServiceExt as _;

use crate::edge::Peer;

use super::activity::Activity;
/// Longest head of a request in bytes: line and headers. What is longer is answered with 431 and read no
/// further.
const LONGEST_HEAD: u32 = 64 * 1024;

/// Serves a connection until its end; how long nothing may happen on it is for `activity` to say.
pub(super) fn connection<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    (stream, peer): (S, Peer),
    router: Router,
    activity: &Arc<Activity>,
) -> impl GracefulConnection<Error = Box<dyn std::error::Error + Send + Sync>> + Send + use<S> {
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
        .max_buf_size(LONGEST_HEAD as usize)
        // The wait for a head is ours to bound; the library would measure it by the machine's clock.
        .header_read_timeout(None)
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(Duration::from_secs(30)))
        .max_header_list_size(LONGEST_HEAD)
        .max_concurrent_streams(128);
    builder
        .serve_connection(TokioIo::new(stream), service)
        .into_owned()
}
