//! Tunnels, and what is refused.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::net::{Ground, record_refusal, speak_by_name};
use crate::tls::Acceptor;

/// The only port that anybody plays at.
const HTTPS: u16 = 443;

type Answer = Response<Full<Bytes>>;

/// Serves a client of the proxy.
pub(crate) async fn serve(ground: Ground, tls: Acceptor, connection: TcpStream) {
    let service = service_fn(move |request| {
        let answer = answer(&ground, &tls, request);
        async move { Ok::<_, Infallible>(answer) }
    });
    // The only errors left here are clients that went away.
    http1::Builder::new()
        .serve_connection(TokioIo::new(connection), service)
        .with_upgrades()
        .await
        .ok();
}

fn answer(ground: &Ground, tls: &Acceptor, request: Request<Incoming>) -> Answer {
    if !leads_to_a_host(ground, &request) {
        return refuse(ground, &request);
    }
    let (inner, tls) = (ground.clone(), tls.clone());
    ground.run(async move {
        // A client may go away before the tunnel or the handshake is complete.
        let Ok(tunnel) = hyper::upgrade::on(request).await else {
            return;
        };
        if let Ok(connection) = tls.accept(TokioIo::new(tunnel)).await {
            speak_by_name(inner, connection).await;
        }
    });
    Response::new(Full::default())
}

fn leads_to_a_host(ground: &Ground, request: &Request<Incoming>) -> bool {
    let target = request.uri().authority();
    let https = target.filter(|target| target.port_u16() == Some(HTTPS));
    *request.method() == Method::CONNECT
        && https.is_some_and(|target| ground.find_host(target.as_str()).is_some())
}

/// Says no to all that leads out of the simulator, and to what isn't encrypted.
fn refuse(ground: &Ground, request: &Request<Incoming>) -> Answer {
    let status = StatusCode::FORBIDDEN;
    record_refusal(ground, request, status);
    let text = "This proxy leads to the hosts of graph-sim alone, by CONNECT to port 443.\n";
    let mut answer = Response::new(Full::from(text));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert("Sim-Defect", header::HeaderValue::from_static("1"));
    answer
}
