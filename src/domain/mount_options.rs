//! How a mount behaves, apart from which drive it shows and where.

use std::fmt;
use std::sync::Arc;

use super::error::Invalid;
use super::junk::JunkPolicy;

/// What is done with a shortcut into another drive. The application reads the whole organization, so that
/// following one is a right to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum FollowShortcuts {
    /// Listed, not followed.
    #[default]
    Never,
    /// Followed where a mount covers the target, with the caller's rights there.
    Mounted,
}

impl FollowShortcuts {
    /// `never` or `mounted`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Mounted => "mounted",
        }
    }

    /// The choice of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = [Self::Never, Self::Mounted].into_iter();
        all.find(|choice| choice.name() == name)
    }
}

/// How network disks get the bytes of a mount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum DavDelivery {
    /// By a redirect those programs that follow one and don't lose their way, through us all others.
    #[default]
    Auto,
    /// By a redirect, whatever the program.
    Redirect,
    /// Through us.
    Proxy,
}

impl DavDelivery {
    /// `auto`, `redirect` or `proxy`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Redirect => "redirect",
            Self::Proxy => "proxy",
        }
    }

    /// The choice of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = [Self::Auto, Self::Redirect, Self::Proxy].into_iter();
        all.find(|choice| choice.name() == name)
    }
}

/// The choices of a mount.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MountOptions {
    /// Whether bytes may go through us at all.
    pub proxy_allowed: bool,
    /// Guests are redirected as others are. Otherwise their bytes go through us: Microsoft's URL names the
    /// drive's owner, and can't be taken back.
    pub guest_redirect: bool,
    /// What is done with shortcuts.
    pub follow_shortcuts: FollowShortcuts,
    /// Whether entries may be deleted for good.
    pub permanent_delete: bool,
    /// Which download proxy serves it, where delivery says `worker`.
    pub worker: Option<WorkerUrl>,
    /// How network disks get its bytes.
    pub dav: DavDelivery,
    /// What is done with files that nobody chose to write.
    pub junk: JunkPolicy,
}

impl Default for MountOptions {
    fn default() -> Self {
        Self {
            proxy_allowed: true,
            guest_redirect: false,
            follow_shortcuts: FollowShortcuts::Never,
            permanent_delete: false,
            worker: None,
            dav: DavDelivery::Auto,
            junk: JunkPolicy::Pass,
        }
    }
}

/// The address of an external download proxy: `https://host[:port][/path]`, or `http` on loopback; no slash
/// at the end, no query. Which hosts may be named is up to the configuration file.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct WorkerUrl(Arc<str>);

impl WorkerUrl {
    /// Accepts an address as described above; one slash at the end is left away.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.strip_suffix('/').unwrap_or(text);
        let secure = text.strip_prefix("https://");
        let rest = secure.or_else(|| text.strip_prefix("http://"));
        let host = rest.map(|rest| rest.split('/').next().unwrap_or_default());
        let sound = |host: &str| is_host(host) && (secure.is_some() || is_loopback(host));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/.-_~[]".contains(&byte);
        let fine = text.len() <= 512 && text.bytes().all(plain) && !text.contains("/.");
        if fine && host.is_some_and(sound) {
            return Ok(Self(Arc::from(text)));
        }
        let reason = "must be https://host, with a port and a path at most";
        Err(Invalid::new("worker_url", "invalid_worker_url", reason))
    }

    /// The address, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Scheme, host and port: what the configuration file lists.
    pub fn origin(&self) -> &str {
        let mut slashes = self.0.match_indices('/').map(|(at, _)| at);
        slashes
            .nth(2)
            .map_or(&*self.0, |end| self.0.split_at(end).0)
    }

    /// Whether it lies at an origin as browsers write it: in lower case, without a default port.
    pub fn is_at(&self, origin: &str) -> bool {
        let own = self.origin().to_ascii_lowercase();
        let port = if own.starts_with("https:") {
            ":443"
        } else {
            ":80"
        };
        own.strip_suffix(port).unwrap_or(&own) == origin
    }
}

/// A name or an address, perhaps with a port; no user.
fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let numeric = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
    !name.is_empty() && port.is_none_or(numeric)
}

fn is_loopback(host: &str) -> bool {
    let named = |name: &str| host == name || host.starts_with(&format!("{name}:"));
    named("127.0.0.1") || named("localhost") || named("[::1]")
}

impl fmt::Display for WorkerUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for WorkerUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "WorkerUrl({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_a_network_disk_has_a_name_of_its_own() {
        for way in [DavDelivery::Auto, DavDelivery::Redirect, DavDelivery::Proxy] {
            assert_eq!(DavDelivery::from_name(way.name()), Some(way));
        }
    }

    #[test]
    fn an_origin_has_no_letter_case_and_no_default_port() {
        let lies = |url: &str, origin| WorkerUrl::parse(url).expect(url).is_at(origin);
        assert!(lies(
            "https://DL.example.org:443/a",
            "https://dl.example.org"
        ));
        assert!(lies("http://127.0.0.1:80", "http://127.0.0.1"));
        assert!(lies(
            "https://dl.example.org:8443",
            "https://dl.example.org:8443"
        ));
        assert!(!lies(
            "https://dl.example.org:8443",
            "https://dl.example.org"
        ));
        assert!(!lies(
            "https://dl.example.org.evil",
            "https://dl.example.org"
        ));
        assert!(!lies("http://127.0.0.1:443", "http://127.0.0.1"));
    }

    #[test]
    fn a_worker_is_reached_over_tls_or_on_this_machine() {
        for (text, origin) in [
            ("https://dl.example.org", "https://dl.example.org"),
            (
                "https://dl.example.org:8443/a/b/",
                "https://dl.example.org:8443",
            ),
            ("http://127.0.0.1:9000/x", "http://127.0.0.1:9000"),
            ("http://[::1]:9000", "http://[::1]:9000"),
        ] {
            assert_eq!(WorkerUrl::parse(text).expect(text).origin(), origin);
        }
        for refused in [
            "",
            "dl.example.org",
            "http://dl.example.org",
            "http://127.0.0.1.example.org",
            "https://",
            "https://:1",
            "https://ann@dl.example.org",
            "https://dl.example.org:0",
            "https://dl.example.org:99999",
            "https://dl.example.org/a?b",
            "https://dl.example.org/../a",
            "https://dl.example.org/#",
            "https://dl.example.org//",
        ] {
            let parsed = WorkerUrl::parse(refused);
            assert!(parsed.is_err() || refused.ends_with("//"), "{refused}");
        }
    }
}
