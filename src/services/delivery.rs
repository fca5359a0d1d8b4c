//! By which way the bytes of a mount reach a caller.

use crate::domain::{Caller, Delivery, Error, Mount, Pass, Result, Secret, VirtualPath, WorkerUrl};

use super::authority::Mandate;
use super::downloads::{Downloads, FetchRequest, Fetched, Way};

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
            Way::ByMount if !is_kept_here(mandate, mount, &request.path) => {
                self.by_mount(mandate.caller(), mount)?
            }
            Way::ByMount | Way::Proxy => Route::Proxy,
        };
        if route == Route::Proxy {
            check_proxy(mount)?;
        }
        Ok(route)
    }

    fn by_mount(&self, caller: &Caller, mount: &Mount) -> Result<Route> {
        match (mount.delivery, &mount.options.worker) {
            (Delivery::Proxy, _) => Ok(Route::Proxy),
            (Delivery::Redirect, _) => Ok(Route::Redirect),
            // It is the worker who comes with a link: sent to itself it would go round and round.
            (Delivery::Worker, _) if matches!(caller.pass(), Pass::Link(_)) => Ok(Route::Redirect),
            (Delivery::Worker, Some(worker)) if self.workers.know(worker) => {
                Ok(Route::Worker(worker.clone()))
            }
            (Delivery::Worker, _) => Err(worker_unavailable()),
        }
    }

    /// Sends a caller to a worker, with a link that is good for this file alone and not for long.
    pub(super) fn hand_over(
        caller: &Caller,
        path: &VirtualPath,
        worker: &WorkerUrl,
    ) -> Result<Fetched> {
        let sign = sign(caller, path)?;
        let link = format!("{worker}{}?sign={sign}", path.to_url());
        Ok(Fetched::Worker(Secret::new(link)))
    }
}

/// What lets a worker fetch one file as this caller.
fn sign(_: &Caller, _: &VirtualPath) -> Result<String> {
    // Links are signed by a service of their own, which this one does not know yet.
    Err(worker_unavailable())
}

/// Whether no URL of another host may be given to the caller: Microsoft's names the drive's owner and can't be
/// taken back, so it is for those alone who have shown who they are, and for nothing that a password closes.
fn is_kept_here(mandate: &Mandate, mount: &Mount, path: &VirtualPath) -> bool {
    let is_guest = mandate.caller().is_anonymous();
    (is_guest && !mount.options.guest_redirect) || mandate.is_below_password(path)
}

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
