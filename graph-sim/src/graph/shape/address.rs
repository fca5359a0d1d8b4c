//! Web addresses and times, as Graph writes them.

use std::fmt::Write as _;

use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::switches::ShapeSwitches;
use crate::world::{Drive, Library, TenantRecord};

/// What of a name may stand unencoded in a web address.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'~');

/// The address of an item in SharePoint's own pages; names lead from the root to it.
pub(crate) fn web_url(drive: &Drive, tenant: &TenantRecord, names: &[&str]) -> String {
    let host = match drive.home.kind {
        Library::OneDrive => tenant.personal_host(),
        Library::Documents(_) => tenant.site_host(),
    };
    let mut url = format!("https://{host}");
    if !drive.home.site_path.is_empty() {
        url.push('/');
        url.push_str(&drive.home.site_path);
    }
    append_name(&mut url, drive.home.kind.folder());
    for name in names {
        append_name(&mut url, name);
    }
    url
}

/// Adds a name to a web address.
pub(crate) fn append_name(url: &mut String, name: &str) {
    write!(url, "/{}", utf8_percent_encode(name, PLAIN)).expect("writing to a string works");
}

/// How many decimals the seconds of times have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeStyle {
    decimals: usize,
}

impl TimeStyle {
    pub(crate) fn new(switches: &ShapeSwitches) -> Self {
        Self {
            decimals: usize::from(switches.time_decimals.min(9)),
        }
    }

    pub(crate) fn write(self, time: Timestamp) -> String {
        format!("{time:.*}", self.decimals)
    }
}
