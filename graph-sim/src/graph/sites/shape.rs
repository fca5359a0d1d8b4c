//! The JSON of sites: "site resource type".

use serde_json::{Map, Value, json};

use crate::graph::selection::Selection;
use crate::graph::shape::TimeStyle;
use crate::world::SiteRecord;

/// Where the simulated tenants keep their data: what a search across a tenant calls its region.
pub(crate) const REGION: &str = "EUR";

/// A site with the selected properties. Whether it is a person's own is told where all sites are
/// listed and where it is selected.
pub(super) fn describe(
    record: &SiteRecord,
    selection: &Selection,
    times: TimeStyle,
    among_all: bool,
) -> Map<String, Value> {
    let created = times.write(record.created);
    let name = record.site.path.rsplit('/').next().unwrap_or_default();
    let properties = [
        ("createdDateTime", json!(created)),
        ("description", json!(record.site.description)),
        ("id", json!(record.id())),
        ("lastModifiedDateTime", json!(created)),
        ("name", json!(name)),
        ("webUrl", json!(record.web_url())),
        ("displayName", json!(record.site.display_name)),
        ("isPersonalSite", json!(record.is_personal)),
        ("root", json!({})),
        (
            "siteCollection",
            json!({ "hostname": record.hostname, "dataLocationCode": REGION }),
        ),
    ];
    let wanted = |name: &str| {
        let by_default = name != "isPersonalSite" || among_all || !selection.is_everything();
        by_default && selection.wants(name)
    };
    let wanted = properties.into_iter().filter(|(name, _)| wanted(name));
    wanted
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
