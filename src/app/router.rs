//! All faces as one router.

use std::sync::Arc;

use axum::Router;

use crate::api;
use crate::config::{self, Config};
use crate::dav;
use crate::edge::{Edge, Face, Proxies, ProxyHeaders, PublicUrl, Settings, enclose, receive};
use crate::services::Services;
use crate::web;

use super::compose::Doors;
use super::error::StartError;
use super::health;

/// The faces over the use cases, with what lies around them all.
pub(super) fn router(
    config: &Config,
    services: &Services,
    doors: &Doors,
) -> Result<Router, StartError> {
    let parse = |url: &url::Url| PublicUrl::parse(url.as_str());
    let public_url = config.public_url.as_ref().map(parse).transpose();
    let public_url = public_url.map_err(|error| StartError::PublicUrl(error.to_string()))?;
    let settings = Settings {
        public_url,
        tls: config.tls.is_some(),
        proxies: proxies(config),
        allow_plain_http: config.allow_plain_http,
        anonymous_disks: config.dav_anonymous,
    };
    let edge = Edge::new(
        services.clone(),
        settings,
        Arc::clone(&doors.clock),
        doors.random,
    );
    let faces = [
        Face {
            router: web::router(&edge),
            show: web::show_failure,
        },
        Face {
            router: api::router(&edge),
            show: api::show_failure,
        },
        Face {
            router: dav::router(&edge),
            show: dav::show_failure,
        },
    ];
    let health = health::router(&edge, config.metrics_token.clone());
    Ok(receive(enclose(faces, &edge).merge(health), &edge))
}

/// Whose word counts, and which.
pub(super) fn proxies(config: &Config) -> Proxies {
    Proxies {
        trusted: config.trusted_proxies.clone(),
        headers: match config.proxy_headers {
            config::ProxyHeaders::XForwarded => ProxyHeaders::XForwarded,
            config::ProxyHeaders::Forwarded => ProxyHeaders::Forwarded,
        },
    }
}
