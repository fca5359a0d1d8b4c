//! Options of a mount, changed one by one.

use crate::domain::{DavDelivery, FollowShortcuts, JunkPolicy, MountOptions, WorkerUrl};

/// What is to change; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct OptionsChange {
    /// Whether bytes may go through us at all.
    pub proxy_allowed: Option<bool>,
    /// Whether guests are redirected as others are.
    pub guest_redirect: Option<bool>,
    /// What is done with shortcuts.
    pub follow_shortcuts: Option<FollowShortcuts>,
    /// Whether entries may be deleted for good.
    pub permanent_delete: Option<bool>,
    /// Another worker, or none any more.
    pub worker: Option<Option<WorkerUrl>>,
    /// How network disks get its bytes.
    pub dav: Option<DavDelivery>,
    /// What is done with files that nobody chose to write.
    pub junk: Option<JunkPolicy>,
}

impl OptionsChange {
    /// The options after the change.
    pub fn applied_to(self, options: &MountOptions) -> MountOptions {
        MountOptions {
            proxy_allowed: self.proxy_allowed.unwrap_or(options.proxy_allowed),
            guest_redirect: self.guest_redirect.unwrap_or(options.guest_redirect),
            follow_shortcuts: self.follow_shortcuts.unwrap_or(options.follow_shortcuts),
            permanent_delete: self.permanent_delete.unwrap_or(options.permanent_delete),
            worker: self.worker.unwrap_or_else(|| options.worker.clone()),
            dav: self.dav.unwrap_or(options.dav),
            junk: self.junk.unwrap_or(options.junk),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_stays() {
        let worker = WorkerUrl::parse("https://dl.example.org").expect("a URL");
        let options = MountOptions {
            guest_redirect: true,
            junk: JunkPolicy::Reject,
            worker: Some(worker),
            ..MountOptions::default()
        };
        let nothing = OptionsChange::default();
        assert_eq!(nothing.applied_to(&options), options);
        let change = OptionsChange {
            proxy_allowed: Some(false),
            worker: Some(None),
            dav: Some(DavDelivery::Proxy),
            ..OptionsChange::default()
        };
        let expected = MountOptions {
            proxy_allowed: false,
            guest_redirect: true,
            junk: JunkPolicy::Reject,
            dav: DavDelivery::Proxy,
            ..MountOptions::default()
        };
        assert_eq!(change.applied_to(&options), expected);
    }
}
