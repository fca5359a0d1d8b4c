//! By which way the bytes of a mount reach a caller.

use std::time::Duration;

use crate::domain::{
    Caller, DavDelivery, Delivery, Download, DownloadUrl, Error, Mount, Pass, Result, Secret,
    WorkerUrl,
};

use super::authority::Mandate;
use super::downloads::{Downloads, FetchRequest, Fetched, Habit, Way};
use super::links::Door;

/// By which way the bytes go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// From Microsoft itself.
    Redirect,
    /// From the mount's download worker.
    Worker(WorkerUrl),
    /// Through us.
    Proxy,
}

impl Downloads {
    /// Decides by which way. Nobody is asked.
    ///
    /// # Errors
    /// Conflicts `proxy_not_allowed` where the bytes would have to go through us and must not, and
    /// `worker_unavailable` where the mount's worker may not be used any more.
    pub(super) fn route(
        &self,
        mandate: &Mandate,
        mount: &Mount,
        request: &FetchRequest,
    ) -> Result<Route> {
        let route = match request.way {
            Way::Proxy => Route::Proxy,
            // Nothing that a password closes leaves by another way: what leaves can't be called back.
            Way::ByMount | Way::ByClient(_) | Way::ForWorker
                if mandate.is_below_password(&request.path) =>
            {
                Route::Proxy
            }
            // Microsoft's URL names the drive's owner and can't be taken back, and a worker hands on what it
            // leads to: both are for those alone who have shown who they are, unless the mount says otherwise.
            Way::ByMount | Way::ByClient(_) | Way::ForWorker
                if is_nobody(mandate.caller(), request.way) && !mount.options.guest_redirect =>
            {
                Route::Proxy
            }
            Way::ByMount => self.by_mount(mount)?,
            Way::ByClient(habit) => self.by_client(mount, habit)?,
            Way::ForWorker if mount.delivery == Delivery::Proxy => Route::Proxy,
            // It was sent here by us. To be sent to itself again would be to go round and round.
            Way::ForWorker => Route::Redirect,
        };
        if route == Route::Proxy {
            check_proxy(mount)?;
        }
        Ok(route)
    }

    /// By which way the bytes of a mount go that need not go through us.
    fn by_mount(&self, mount: &Mount) -> Result<Route> {
        match (mount.delivery, &mount.options.worker) {
            (Delivery::Proxy, _) => Ok(Route::Proxy),
            (Delivery::Redirect, _) => Ok(Route::Redirect),
            (Delivery::Worker, Some(worker)) if self.workers.know(worker) => {
                Ok(Route::Worker(worker.clone()))
            }
            (Delivery::Worker, _) => Err(worker_unavailable()),
        }
    }

    /// By which way they go to a network disk. That a program can't be sent elsewhere closes no file: where none may
    /// go through us, it is sent all the same.
    fn by_client(&self, mount: &Mount, habit: Habit) -> Result<Route> {
        match mount.options.dav {
            DavDelivery::Proxy => Ok(Route::Proxy),
            DavDelivery::Auto if habit == Habit::Stays && mount.options.proxy_allowed => {
                Ok(Route::Proxy)
            }
            DavDelivery::Auto | DavDelivery::Redirect => self.by_mount(mount),
        }
    }

    /// Sends a caller to Microsoft. What may be remembered of it ends a minute before the URL does, and soon.
    pub(super) fn send_away(&self, way: Way, url: DownloadUrl) -> Fetched {
        let left = url.life_left(self.clock.now()).saturating_sub(MARGIN);
        let remembers = way == Way::ByClient(Habit::Remembers);
        let keep_for = remembers.then_some(left.min(LONGEST_MEMORY));
        Fetched::Redirect { url, keep_for }
    }

    /// Sends a caller to a worker, with a link that is good for this file alone and not for long, nor longer
    /// than the one by which he came himself.
    pub(super) fn hand_over(
        &self,
        caller: &Caller,
        request: &FetchRequest,
        worker: &WorkerUrl,
    ) -> Fetched {
        let path = &request.path;
        let left = request.until.map(|end| end.since(self.clock.now()));
        let life = left.map_or(WORKER_LIFE, |left| left.min(WORKER_LIFE));
        let link = self.links.sign(caller, path, Door::Worker, life);
        let sign = link.sign;
        Fetched::Worker(Secret::new(format!(
            "{worker}{}?sign={sign}",
            path.to_url()
        )))
    }
}

/// Whether nobody has shown who he is: not a guest, and not whoever holds a link, which may have come to him
/// by any way. The link that a worker shows was made by us for somebody who had.
const fn is_nobody(caller: &Caller, way: Way) -> bool {
    let by_link = matches!(caller.pass(), Pass::Link(_)) && !matches!(way, Way::ForWorker);
    caller.is_anonymous() || by_link
}

/// Smaller files go to network disks through us: the way around takes longer than the bytes.
const SMALL: u64 = 1024 * 1024;

/// The longest that a player may remember to where it was sent.
const LONGEST_MEMORY: Duration = Duration::from_mins(10);

/// So much of a URL's life is left to whoever goes there at the last moment.
const MARGIN: Duration = Duration::from_mins(1);

/// The way, now that the file is known, and where its bytes lie.
pub(super) fn settled(
    route: Route,
    request: &FetchRequest,
    (mount, download): (&Mount, &Download),
) -> Route {
    let is_small = download.entry.size.is_some_and(|size| size < SMALL);
    let is_for_disk = matches!(request.way, Way::ByClient(_));
    let leaks = match &route {
        Route::Redirect => request.takes_along_to(download.url.expose()),
        Route::Worker(worker) => request.takes_along_to(worker.as_str()),
        Route::Proxy => false,
    };
    let is_better_here = leaks || (is_for_disk && is_small && route == Route::Redirect);
    if is_better_here && mount.options.proxy_allowed {
        return Route::Proxy;
    }
    route
}

impl FetchRequest {
    /// Whether a program that is sent to a URL takes along what it has shown here. Those written in Go do where the
    /// other host bears the same name, whatever its port, or lies below it (`net/http`, `shouldCopyHeaderOnRedirect`):
    /// its owner would get the password, and Microsoft refuses whoever brings one besides its own.
    fn takes_along_to(&self, url: &str) -> bool {
        let Some(shown_to) = &self.shown_to else {
            return false;
        };
        let (ours, theirs) = (plain_host(shown_to), plain_host(host_of(url)));
        let below = theirs.strip_suffix(&ours);
        below.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }
}

/// The host of an address that has been checked, with its port.
fn host_of(url: &str) -> &str {
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (_, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    host
}

/// A host without its port, as names are compared.
fn plain_host(host: &str) -> String {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}

/// How long a worker has to come for a file (design, section 7).
const WORKER_LIFE: Duration = Duration::from_mins(10);

/// Refuses bytes through us where the mount does not allow them.
pub(super) fn check_proxy(mount: &Mount) -> Result<()> {
    if mount.options.proxy_allowed {
        return Ok(());
    }
    let reason =
        "the mount does not let bytes go through this server, and you can't be sent elsewhere";
    Err(Error::conflict("proxy_not_allowed", reason))
}

fn worker_unavailable() -> Error {
    let reason = "the mount's download worker can't be used";
    Error::conflict("worker_unavailable", reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Conditions, VirtualPath};

    #[test]
    fn a_password_goes_along_to_the_same_name_and_below_it() {
        let takes_along = |shown_to: Option<&str>, url: &str| {
            let request = FetchRequest {
                path: VirtualPath::root(),
                way: Way::ByMount,
                head: false,
                conditions: Conditions::default(),
                range: None,
                until: None,
                shown_to: shown_to.map(str::to_owned),
            };
            request.takes_along_to(url)
        };
        for (shown_to, url, expected) in [
            ("files.example", "https://files.example/a", true),
            (
                "files.example:5244",
                "https://Files.Example.:7003?a@b",
                true,
            ),
            ("Files.Example.", "https://dl.files.example#a", true),
            ("files.example", "https://profiles.example/", false),
            ("dl.files.example", "https://files.example/", false),
            (
                "files.example",
                "https://files.example@other.example/",
                false,
            ),
            (
                "other.example",
                "https://files.example@other.example/",
                true,
            ),
            ("127.0.0.1:5244", "http://127.0.0.1:7003/a", true),
            ("[::1]:5244", "http://[::1]:7003/a", true),
            ("localhost:5244", "http://127.0.0.1:7003/a", false),
        ] {
            assert_eq!(
                takes_along(Some(shown_to), url),
                expected,
                "{shown_to} {url}"
            );
        }
        assert!(!takes_along(None, "https://files.example/a"));
    }
}
