//! How visitors reach the server: under which address, over which wire, through whom.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use url::Url;

use super::clouds::is_loopback;
use super::environment::resolve_path;
use super::file::{DavFile, List, Text, TlsFile};
use super::place::{Flaw, Located};

/// The files of the certificate that we show ourselves. They are read when the server starts and looked
/// at again while it runs, so what is in them is not known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsSettings {
    /// The certificate, those of its issuers after it, in PEM.
    pub certificate: PathBuf,
    /// The key to it, in PEM.
    pub private_key: PathBuf,
}

/// The origin of a download worker: https, or http on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerOrigin(Url);

impl WorkerOrigin {
    fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text)
            .ok()
            .filter(is_bare_origin)
            .ok_or("must be https://host, without path, query or password")?;
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if is_loopback(url.host()) => Ok(Self(url)),
            _ => Err("must be https; http is for loopback addresses"),
        }
    }

    /// The origin as a URL whose path is `/`.
    pub const fn url(&self) -> &Url {
        &self.0
    }

    /// The origin as browsers write it: `https://dl.example.org`, no slash at the end, no default port.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }
}

/// An origin: no path, because Onefold's addresses begin at the root of its host.
pub(super) fn public_url(text: &Text, tls: bool) -> Result<Option<Url>, Flaw> {
    let parse = |text: &String| {
        let url = Url::parse(text)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && is_bare_origin(url))
            .ok_or("must be http(s)://host, without path, query or password")?;
        // Whoever came by such an address would speak plainly to a port that speaks TLS.
        if tls && url.scheme() == "http" {
            return Err("must begin with https, because `tls` is set");
        }
        Ok(url)
    };
    text.as_ref()
        .map(|text| text.parse("public_url", parse))
        .transpose()
}

/// Nothing but scheme, host and port.
pub(super) fn is_bare_origin(url: &Url) -> bool {
    url.has_host()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

/// Both files or neither: a certificate without its key serves nobody.
pub(super) fn tls(file: Option<&TlsFile>, folder: &Path) -> Result<Option<TlsSettings>, Flaw> {
    let Some(TlsFile { cert, key }) = file else {
        return Ok(None);
    };
    match (cert, key) {
        (Some(cert), Some(key)) => Ok(Some(TlsSettings {
            certificate: resolve_path(cert, folder),
            private_key: resolve_path(key, folder),
        })),
        (Some(cert), None) => Err(cert.flaw("tls.key is missing beside tls.cert")),
        (None, Some(key)) => Err(key.flaw("tls.cert is missing beside tls.key")),
        (None, None) => Ok(None),
    }
}

/// In which headers trusted proxies say for whom they ask. One family alone is read: what a proxy does not
/// write itself it passes on as the visitor has written it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ProxyHeaders {
    /// `X-Forwarded-For`, `-Proto` and `-Host`.
    #[default]
    XForwarded,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

pub(super) fn proxy_headers(text: &Text) -> Result<ProxyHeaders, Flaw> {
    let parse = |text: &String| match text.as_str() {
        "x-forwarded" => Ok(ProxyHeaders::XForwarded),
        "forwarded" => Ok(ProxyHeaders::Forwarded),
        _ => Err("must be x-forwarded or forwarded"),
    };
    let read = |text: &Located<String>| text.parse("proxy_headers", parse);
    text.as_ref().map_or(Ok(ProxyHeaders::default()), read)
}

pub(super) fn trusted_proxies(list: &List) -> Result<Vec<IpNet>, Flaw> {
    parse_each(list, "trusted_proxies", network)
}

fn network(text: &str) -> Result<IpNet, String> {
    let network = text
        .parse()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| "must be addresses or networks, such as 10.0.0.0/8 or ::1")?;
    if network != network.trunc() {
        let meant = network.trunc();
        return Err(format!(
            "`{network}` is no network; perhaps {meant} is meant"
        ));
    }
    if network.prefix_len() == 0 {
        return Err("can't be all the world: anybody could claim any address".to_owned());
    }
    // Visitors' addresses are compared as IPv4 where they are IPv4 within IPv6.
    if matches!(network, IpNet::V6(inner) if inner.addr().to_ipv4_mapped().is_some()) {
        return Err(format!(
            "`{network}` is IPv4; write it so, such as 10.0.0.0/8"
        ));
    }
    Ok(network)
}

pub(super) fn workers(list: &List) -> Result<Vec<WorkerOrigin>, Flaw> {
    parse_each(list, "workers", WorkerOrigin::parse)
}

pub(super) fn allow_plain_http(text: &Text) -> Result<bool, Flaw> {
    switch(text, "allow_plain_http")
}

/// Whether guests may read over WebDAV.
pub(super) fn dav_anonymous(file: Option<&DavFile>) -> Result<bool, Flaw> {
    file.map_or(Ok(false), |file| switch(&file.anonymous, "dav.anonymous"))
}

/// What is off unless it is switched on.
fn switch(text: &Text, key: &str) -> Result<bool, Flaw> {
    let parse = |text: &String| match text.as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("must be true or false"),
    };
    let read = |text: &Located<String>| text.parse(key, parse);
    text.as_ref().map_or(Ok(false), read)
}

fn parse_each<T, E: std::fmt::Display>(
    list: &List,
    key: &str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Vec<T>, Flaw> {
    let items = list.as_deref().unwrap_or_default();
    let parse = |item: &Located<String>| item.parse(key, |text| parse(text));
    items.iter().map(parse).collect()
}
