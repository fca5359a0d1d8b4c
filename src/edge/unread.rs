//! What is left of a request's body once it has been answered.
//!
//! Over HTTP/1.1 the next request comes behind it on the same connection, and a server that has not read it
//! closes that connection instead. A client that was not told so may be sending already (RFC 9112, section 9.6):
//! it sees its next request fail, as with programs that come without a password first. So a little is read
//! for nothing, and before the rest of a lot the client is told.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, Version, header};
use http_body_util::BodyExt as _;
use hyper::body::{Frame, SizeHint};

use crate::domain::Clock;

/// The most bytes that are read for nothing.
const MOST: u64 = 1 << 20;

/// How long they may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Keeps the connection in order where an answer comes before the request's end.
pub(super) async fn settle_body(
    State(clock): State<Arc<dyn Clock>>,
    request: Request,
    next: Next,
) -> Response {
    if request.version() > Version::HTTP_11 || request.body().is_end_stream() {
        return next.run(request).await;
    }
    // Who waits for leave to send it won't do so after a refusal.
    let is_held_back = request.headers().contains_key(header::EXPECT);
    let left = Left::default();
    let lent = Arc::clone(&left);
    let request = request.map(|body| Body::new(Lent { body, left: lent }));
    let mut response = next.run(request).await;
    let rest = left.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(rest) = rest
        && (is_held_back || !is_drained(rest, &*clock).await)
    {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}

/// Reads on to the end, if that is not far.
async fn is_drained(mut body: Body, clock: &dyn Clock) -> bool {
    if body.size_hint().lower() > MOST {
        return false;
    }
    let drain = async {
        let mut left = MOST;
        while let Some(frame) = body.frame().await {
            let count = frame.as_ref().map_or(u64::MAX, |frame| {
                frame.data_ref().map_or(0, |bytes| bytes.len() as u64)
            });
            match left.checked_sub(count) {
                Some(rest) => left = rest,
                None => return false,
            }
        }
        true
    };
    tokio::select! {
        drained = drain => drained,
        () = clock.sleep_until(clock.now().after(PATIENCE)) => false,
    }
}

/// Where a body is put that nobody has read to its end.
type Left = Arc<Mutex<Option<Body>>>;

/// A body that is given back when whoever had it lets go of it.
struct Lent {
    body: Body,
    left: Left,
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if !self.body.is_end_stream() {
            let body = std::mem::take(&mut self.body);
            *self.left.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
        }
    }
}
