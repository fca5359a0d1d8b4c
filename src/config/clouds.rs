//! Clouds beside Microsoft's own: a laboratory, or a new one with no release of ours.

use std::net::IpAddr;

use url::{Host, Url};

use crate::domain::CloudName;

use super::file::{CloudFile, Entries, Text};
use super::place::{Flaw, Located};
use super::reach::is_bare_origin;

/// The clouds that every installation knows (facts: Graph, "National cloud deployments").
pub const BUILT_IN_CLOUDS: [&str; 4] = ["global", "us-gov", "us-dod", "china"];

/// Names under which others offer the German cloud, closed on 2021-10-29.
const GERMAN_NAMES: [&str; 3] = ["germany", "german", "de"];
/// The hosts it had.
const GERMAN_HOSTS: [&str; 2] = ["login.microsoftonline.de", "graph.microsoft.de"];
const GERMAN_CLOUD_IS_CLOSED: &str =
    "is Microsoft's German cloud, which was closed in 2021; its organizations have moved to global";

/// A declared cloud. What is `None` is taken from the cloud it extends; there is nothing to take
/// where it extends none, so then all are `Some`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloudSettings {
    /// Its name, never one of [`BUILT_IN_CLOUDS`].
    pub name: CloudName,
    /// The built-in cloud it is like.
    pub extends: Option<CloudName>,
    /// Origin of the login service.
    pub login: Option<Url>,
    /// Origin of Microsoft Graph.
    pub graph: Option<Url>,
    /// What tokens are asked for.
    pub scope: Option<String>,
    /// Hosts that hand out bytes, beside those of the extended cloud.
    pub content_hosts: Vec<ContentHost>,
    /// Plain HTTP is allowed; every host of such a cloud is a loopback address.
    pub insecure_http: bool,
}

/// A host that may hand out bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentHost {
    /// This host; on any port where none is given (`host`, `host:port`).
    Exact {
        /// Name or address, in lower case.
        host: String,
        /// The port.
        port: Option<u16>,
    },
    /// Every host below this domain, not the domain itself (`*.suffix`).
    Below(String),
}

impl ContentHost {
    fn parse(text: &str) -> Result<Self, &'static str> {
        const EXPECTED: &str = "must be host, host:port or *.suffix";
        if let Some(suffix) = text.strip_prefix("*.") {
            // A top-level domain alone would trust half the world.
            return match Host::parse(suffix) {
                Ok(Host::Domain(domain)) if domain.contains('.') => Ok(Self::Below(domain)),
                _ => Err("must name at least two levels below the star, such as *.sharepoint.com"),
            };
        }
        let url = Url::parse(&format!("https://{text}/")).map_err(|_| EXPECTED)?;
        let host = url.host_str().ok_or(EXPECTED)?.to_owned();
        // The parser drops the scheme's own port; whoever wrote it meant it.
        let port = url.port().or_else(|| text.ends_with(":443").then_some(443));
        let plain = is_bare_origin(&url) && !host.contains('*') && !text.contains('@');
        plain.then_some(Self::Exact { host, port }).ok_or(EXPECTED)
    }

    fn is_loopback(&self) -> bool {
        match self {
            Self::Exact { host, .. } => is_loopback(Host::parse(host).ok()),
            Self::Below(_) => false,
        }
    }
}

/// Only this machine answers there.
pub(super) fn is_loopback<T: AsRef<str>>(host: Option<Host<T>>) -> bool {
    match host {
        Some(Host::Domain(name)) => name.as_ref() == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

/// All declared clouds.
pub(super) fn clouds(entries: Option<&Entries<CloudFile>>) -> Result<Vec<CloudSettings>, Flaw> {
    let entries = entries.map_or(&[][..], |entries| &entries.0);
    entries.iter().map(|(key, file)| cloud(key, file)).collect()
}

/// The name of a cloud that somebody wants to use, built in or declared.
pub(super) fn known_cloud(
    text: &Text,
    key: &str,
    declared: &[CloudSettings],
) -> Result<CloudName, Flaw> {
    let written = Located {
        value: BUILT_IN_CLOUDS[0].to_owned(),
        place: super::Place::Whole,
    };
    let text = text.as_ref().unwrap_or(&written);
    text.parse(key, |name| {
        if GERMAN_NAMES.contains(&name.as_str()) {
            return Err(GERMAN_CLOUD_IS_CLOSED.to_owned());
        }
        let cloud = CloudName::parse(name).map_err(|_| "is not a cloud's name".to_owned())?;
        let known = BUILT_IN_CLOUDS.contains(&name.as_str())
            || declared.iter().any(|other| other.name == cloud);
        known.then_some(cloud).ok_or_else(|| {
            let names = declared.iter().map(|other| other.name.as_str());
            let names: Vec<&str> = BUILT_IN_CLOUDS.into_iter().chain(names).collect();
            format!("must be one of {}, not `{name}`", names.join(", "))
        })
    })
}

fn cloud(key: &Located<String>, file: &CloudFile) -> Result<CloudSettings, Flaw> {
    let path = format!("clouds.{}", key.value);
    let name = key.parse("clouds:", |name| cloud_name(name))?;
    let extends = match &file.extends {
        None => None,
        Some(_) => Some(known_cloud(&file.extends, &format!("{path}.extends"), &[])?),
    };
    let insecure_http = file.insecure_http.as_ref().is_some_and(|flag| flag.value);
    if let (true, Some(extends)) = (insecure_http, &file.extends) {
        return Err(extends.flaw(format!(
            "{path} can't extend a cloud of Microsoft's and have insecure_http"
        )));
    }
    let login = origin(&file.login, &format!("{path}.login"), insecure_http)?;
    let graph = origin(&file.graph, &format!("{path}.graph"), insecure_http)?;
    let content_hosts = content_hosts(file, &path, insecure_http)?;
    let scope = scope(file, &path, graph.as_ref())?;
    if extends.is_none() {
        let missing = |what: &str| key.flaw(format!("{path} needs `{what}`, or `extends`"));
        login.as_ref().ok_or_else(|| missing("login"))?;
        graph.as_ref().ok_or_else(|| missing("graph"))?;
        content_hosts
            .first()
            .ok_or_else(|| missing("content_hosts"))?;
    }
    Ok(CloudSettings {
        name,
        extends,
        login,
        graph,
        scope,
        content_hosts,
        insecure_http,
    })
}

fn cloud_name(name: &str) -> Result<CloudName, String> {
    if GERMAN_NAMES.contains(&name) {
        return Err(format!("`{name}` {GERMAN_CLOUD_IS_CLOSED}"));
    }
    if BUILT_IN_CLOUDS.contains(&name) {
        return Err(format!(
            "`{name}` is one of Microsoft's own; choose another name and let it extend this one"
        ));
    }
    CloudName::parse(name).map_err(|_| format!("`{name}` must be 1 to 32 of a-z, 0-9 and -"))
}

/// Scheme, host and port of a service. The bearer and the secret go there, so https is a must.
fn origin(text: &Text, key: &str, insecure_http: bool) -> Result<Option<Url>, Flaw> {
    let Some(text) = text else { return Ok(None) };
    let parse = |text: &String| {
        let url = Url::parse(text)
            .ok()
            .filter(is_bare_origin)
            .ok_or("must be https://host/, without path, query or password")?;
        if url
            .host_str()
            .is_some_and(|host| GERMAN_HOSTS.contains(&host))
        {
            return Err(GERMAN_CLOUD_IS_CLOSED);
        }
        if insecure_http && !is_loopback(url.host()) {
            return Err("must be a loopback address, because the cloud has insecure_http");
        }
        match url.scheme() {
            "https" => Ok(url),
            "http" if insecure_http => Ok(url),
            "http" => {
                Err("must be https; http is for loopback addresses and needs insecure_http: true")
            }
            _ => Err("must be https://host/"),
        }
    };
    text.parse(key, parse).map(Some)
}

fn content_hosts(
    file: &CloudFile,
    path: &str,
    insecure_http: bool,
) -> Result<Vec<ContentHost>, Flaw> {
    let entries = file.content_hosts.as_deref().unwrap_or_default();
    let key = format!("{path}.content_hosts");
    let parse = |text: &String| {
        let host = ContentHost::parse(text)?;
        if insecure_http && !host.is_loopback() {
            return Err("must be a loopback address, because the cloud has insecure_http");
        }
        Ok(host)
    };
    entries
        .iter()
        .map(|entry| entry.parse(&key, parse))
        .collect()
}

/// Written out, or what Graph's own clouds have: its origin and `.default`.
fn scope(file: &CloudFile, path: &str, graph: Option<&Url>) -> Result<Option<String>, Flaw> {
    match &file.scope {
        None => Ok(graph.map(|origin| format!("{origin}.default"))),
        Some(text) => text
            .parse(&format!("{path}.scope"), |text| {
                let graphic = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
                graphic.then(|| text.clone()).ok_or("must be one scope")
            })
            .map(Some),
    }
}
