//! Microsoft's clouds: where login, Graph and the bytes live.

use url::Url;

use crate::domain::{CloudName, DownloadUrl, Timestamp};

use super::trusted::{MonitorUrl, UploadUrl};

/// Endpoints of one cloud.
///
/// Source: Microsoft Graph documentation, "National cloud deployments"; content hosts are inferred
/// and may be added to in the configuration.
#[derive(Clone, Debug)]
pub struct Cloud {
    /// Its name here.
    pub name: CloudName,
    /// Base of the login service, such as `https://login.microsoftonline.com/`.
    pub login: Url,
    /// Base of Graph, such as `https://graph.microsoft.com/`.
    pub graph: Url,
    /// The `scope` of an app-only token.
    pub scope: String,
    /// Hosts that may hand out bytes.
    pub content_hosts: Vec<HostPattern>,
    /// Plain HTTP is allowed; for simulators on loopback only.
    pub insecure_http: bool,
}

/// A host that is trusted with redirects: exact (`host`, `host:port`) or a suffix (`*.host`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPattern {
    any_below: bool,
    host: String,
    port: Option<u16>,
}

/// A cloud, or a URL of one, that can't be accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloudError {
    /// The pattern of a content host makes no sense.
    #[error("`{0}` is not a host, `*.host` or `host:port`")]
    Pattern(String),
    /// An upstream URL points outside the cloud.
    #[error("the host `{0}` is not one of this cloud")]
    UntrustedHost(String),
}

impl HostPattern {
    /// Reads `host`, `host:port`, `*.host` or `*.host:port`.
    pub fn parse(text: &str) -> Result<Self, CloudError> {
        let fault = || CloudError::Pattern(text.to_owned());
        let (any_below, rest) = match text.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().map_err(|_| fault())?)),
            None => (rest, None),
        };
        let plain = |character: char| {
            character.is_ascii_alphanumeric() || character == '.' || character == '-'
        };
        if host.is_empty() || !host.chars().all(plain) || host.starts_with('.') {
            return Err(fault());
        }
        Ok(Self {
            any_below,
            host: host.to_ascii_lowercase(),
            port,
        })
    }

    fn accepts(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else {
            return false;
        };
        let name_fits = if self.any_below {
            host.strip_suffix(self.host.as_str())
                .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
        } else {
            host == self.host
        };
        let port_fits = match self.port {
            Some(port) => url.port_or_known_default() == Some(port),
            None => url.port().is_none(),
        };
        name_fits && port_fits
    }
}

impl Cloud {
    /// The clouds that Microsoft runs. Germany's was closed in October 2021 and is not among them.
    pub fn known() -> Vec<Self> {
        const PERSONAL: [&str; 5] = [
            "*.files.1drv.com",
            "*.up.1drv.com",
            "api.onedrive.com",
            "my.microsoftpersonalcontent.com",
            "*.svc.ms",
        ];
        vec![
            Self::of(
                "global",
                "login.microsoftonline.com",
                "graph.microsoft.com",
                &[&["*.sharepoint.com"][..], &PERSONAL].concat(),
            ),
            Self::of(
                "us-gov",
                "login.microsoftonline.us",
                "graph.microsoft.us",
                &["*.sharepoint.us", "*.svc.ms"],
            ),
            Self::of(
                "us-dod",
                "login.microsoftonline.us",
                "dod-graph.microsoft.us",
                &["*.sharepoint-mil.us", "*.svc.ms"],
            ),
            Self::of(
                "china",
                "login.partner.microsoftonline.cn",
                "microsoftgraph.chinacloudapi.cn",
                &["*.sharepoint.cn"],
            ),
        ]
    }

    fn of(name: &str, login: &str, graph: &str, content_hosts: &[&str]) -> Self {
        let base = |host: &str| {
            Url::parse(&format!("https://{host}/")).expect("the table holds valid hosts")
        };
        let pattern =
            |text: &&str| HostPattern::parse(text).expect("the table holds valid patterns");
        Self {
            name: CloudName::parse(name).expect("the table holds valid names"),
            login: base(login),
            graph: base(graph),
            scope: format!("https://{graph}/.default"),
            content_hosts: content_hosts.iter().map(pattern).collect(),
            insecure_http: false,
        }
    }

    /// Whether Graph's URL `link` (a `nextLink`) has exactly this cloud's Graph origin.
    pub(super) fn is_graph(&self, link: &Url) -> bool {
        link.origin() == self.graph.origin()
            && link.username().is_empty()
            && link.password().is_none()
    }

    /// Accepts an upstream URL of bytes if its scheme and host are this cloud's. Every such URL passes
    /// here before it is called and before a visitor is sent to it. The text is what is called and given
    /// away, not what was parsed: parsing forgives controls, blanks and backslashes, which others read
    /// otherwise, and no URL holds them or letters beyond ASCII (RFC 3986, section 2).
    pub(super) fn trust(
        &self,
        text: &str,
        issued_at: Timestamp,
    ) -> Result<DownloadUrl, CloudError> {
        self.check(text)?;
        Ok(DownloadUrl::trusted(text, issued_at))
    }

    /// The same for the URL of an upload session.
    pub(super) fn trust_upload(&self, text: &str) -> Result<UploadUrl, CloudError> {
        self.check(text)?;
        Ok(UploadUrl::trusted(text))
    }

    /// The same for the URL at which a copy is watched.
    pub(super) fn trust_monitor(&self, text: &str) -> Result<MonitorUrl, CloudError> {
        self.check(text)?;
        Ok(MonitorUrl::trusted(text))
    }

    fn check(&self, text: &str) -> Result<(), CloudError> {
        let untrusted = |host: &str| CloudError::UntrustedHost(host.to_owned());
        let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
        let url = text.bytes().all(plain).then(|| Url::parse(text).ok());
        let url = url.flatten().ok_or_else(|| untrusted("not a URL"))?;
        let scheme_fits = url.scheme() == "https" || (self.insecure_http && url.scheme() == "http");
        let bare = url.username().is_empty() && url.password().is_none();
        let mut hosts = self.content_hosts.iter();
        if scheme_fits && bare && hosts.any(|pattern| pattern.accepts(&url)) {
            Ok(())
        } else {
            Err(untrusted(url.host_str().unwrap_or("none")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn global() -> Cloud {
        Cloud::known().swap_remove(0)
    }

    #[test]
    fn only_the_clouds_own_hosts_are_trusted_with_bytes() {
        let cloud = global();
        assert!(
            cloud
                .trust(
                    "https://contoso-my.sharepoint.com/personal/x?tempauth=v1",
                    Timestamp::default()
                )
                .is_ok()
        );
        for url in [
            "http://contoso-my.sharepoint.com/x",
            "https://sharepoint.com/x",
            "https://evilsharepoint.com/x",
            "https://contoso-my.sharepoint.com.evil.example/x",
            "https://user@contoso-my.sharepoint.com/x",
            "https://contoso-my.sharepoint.com:8443/x",
            "https://127.0.0.1/x",
            "https://169.254.169.254/latest",
            "file:///etc/passwd",
            "//contoso-my.sharepoint.com/x",
            "",
        ] {
            assert!(cloud.trust(url, Timestamp::default()).is_err(), "{url}");
        }
    }

    #[test]
    fn what_parsing_would_forgive_is_refused() {
        let controls = (0..0x20).map(char::from).chain(['\u{7f}', '\u{85}']);
        for character in controls.chain([' ', '\\', '\u{a0}', 'é', '\u{2028}']) {
            for url in [
                format!("https://a.sharepoint.com/x{character}y?z"),
                format!("https://a.sharepoint.com/x?y={character}z"),
                format!("https://a.share{character}point.com/x"),
                format!("ht{character}tps://a.sharepoint.com/x"),
                format!("https://a.sharepoint.com{character}@evil.example/x"),
                format!("https://a.sharepoint.com/x{character}"),
                format!("{character}https://a.sharepoint.com/x"),
            ] {
                let found = global().trust(&url, Timestamp::default());
                assert!(found.is_err(), "{url:?}");
            }
        }
    }

    #[test]
    fn a_declared_port_is_exact() {
        let cloud = Cloud {
            content_hosts: vec![HostPattern::parse("127.0.0.1:7003").expect("a pattern")],
            insecure_http: true,
            ..global()
        };
        assert!(
            cloud
                .trust("http://127.0.0.1:7003/x", Timestamp::default())
                .is_ok()
        );
        assert!(
            cloud
                .trust("http://127.0.0.1:7004/x", Timestamp::default())
                .is_err()
        );
        assert!(
            cloud
                .trust("http://127.0.0.1/x", Timestamp::default())
                .is_err()
        );
    }

    #[test]
    fn the_url_is_kept_byte_for_byte() {
        for text in [
            "https://a.sharepoint.com/x?b=%2f&a=%2F&c=a+b",
            "https://A.SharePoint.com/a/../x?",
            "https://a.sharepoint.com/x?a='{|}\"<>^`[]#%0d%0a%",
        ] {
            let url = global().trust(text, Timestamp::default());
            assert_eq!(url.expect("trusted").expose(), text);
        }
    }

    #[test]
    fn patterns_that_make_no_sense_are_refused() {
        for text in [
            "",
            "*",
            "*.",
            "https://a",
            "a/b",
            "a:b",
            "a b",
            "..",
            "*.*.a",
        ] {
            assert!(HostPattern::parse(text).is_err(), "{text}");
        }
    }
}
