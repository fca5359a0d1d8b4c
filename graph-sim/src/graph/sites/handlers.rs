//! Searching, listing and showing sites.

use serde_json::{Value, json};

use super::shape::describe;
use crate::graph::answer::Answer;
use crate::graph::drives;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::locate;
use crate::graph::paging;
use crate::graph::route::SiteName;
use crate::graph::shape::TimeStyle;
use crate::switches::Unsupported;
use crate::world::{SiteRecord, World};

/// What finds every site.
const EVERYTHING: &str = "*";

/// `GET /sites/root`, `/sites/{host}`, `/sites/{host}:/{path}`, `/sites/{site}`: "Get a site
/// resource". Left out: `$expand`.
pub(crate) fn show(inquiry: &Inquiry<'_>, name: &SiteName) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select"])?;
    let world = inquiry.state.world();
    let record = locate::site(inquiry, &world, name)?;
    let times = TimeStyle::new(&inquiry.switches.shape);
    let mut document = describe(record, &inquiry.options.selection(), times, false);
    let context = inquiry.context("sites/$entity");
    document.insert("@odata.context".to_owned(), context.into());
    Ok(Answer::json(&document))
}

/// `GET /sites?search={text}`: "Search for sites". The text is looked for in name, path and
/// description; `*` finds all. An application with nothing but `Sites.Selected` finds only what it
/// was given. Personal sites are left out, and so are the index's lag and `$filter`.
pub(crate) fn search(inquiry: &Inquiry<'_>) -> Result<Answer, Failure> {
    inquiry
        .options
        .permit(&["$select", "$search", "$top", "$orderby", "$skiptoken"])?;
    let Some(text) = inquiry.options.value("$search").map(str::trim) else {
        return Err(fault::invalid_request("Sites can only be searched for.").into());
    };
    let descending = order(inquiry)?;
    let text = text.trim_matches('"').to_lowercase();
    let world = inquiry.state.world();
    let matching = |record: &&SiteRecord| {
        let places = [
            &record.site.display_name,
            &record.site.path,
            &record.site.description,
        ];
        text == EVERYTHING
            || places
                .iter()
                .any(|place| place.to_lowercase().contains(&text))
    };
    let mut found: Vec<&SiteRecord> = world
        .sites_of(inquiry.tenant)
        .filter(|record| !record.is_personal && inquiry.caller.may_see(record))
        .filter(matching)
        .collect();
    found.sort_by_key(|record| record.created);
    if descending {
        found.reverse();
    }
    page(inquiry, &found, false)
}

/// Whether the newest come first; sites can be sorted by nothing but their age.
fn order(inquiry: &Inquiry<'_>) -> Result<bool, Failure> {
    match inquiry.options.value("$orderby").map(str::trim) {
        None | Some("createdDateTime" | "createdDateTime asc") => Ok(false),
        Some("createdDateTime desc") => Ok(true),
        Some(_) if inquiry.switches.listing.unsupported_order == Unsupported::Refused => {
            Err(fault::unsupported_option("$orderby").into())
        }
        Some(_) => Ok(false),
    }
}

/// `GET /sites/getAllSites`: "List sites", for applications alone: all sites of the tenant with the
/// personal ones. Left out: `$filter`, other geographies.
pub(crate) fn list_all(inquiry: &Inquiry<'_>) -> Result<Answer, Failure> {
    inquiry.options.permit(&["$select", "$top", "$skiptoken"])?;
    let world = inquiry.state.world();
    let sites: Vec<&SiteRecord> = world.sites_of(inquiry.tenant).collect();
    page(inquiry, &sites, true)
}

fn page(inquiry: &Inquiry<'_>, sites: &[&SiteRecord], among_all: bool) -> Result<Answer, Failure> {
    let selection = inquiry.options.selection();
    let times = TimeStyle::new(&inquiry.switches.shape);
    let shape = |record: &&SiteRecord| describe(record, &selection, times, among_all).into();
    paging::answer_counted(inquiry, "sites", sites, shape)
}

/// `GET /sites/{site}/drives`: "List available drives", the libraries of a site. `$orderby` and
/// `$filter` are ignored, as was observed. Left out: system libraries.
pub(crate) fn drives(inquiry: &Inquiry<'_>, name: &SiteName) -> Result<Answer, Failure> {
    inquiry
        .options
        .permit(&["$select", "$top", "$skiptoken", "$orderby", "$filter"])?;
    let world = inquiry.state.world();
    let record = locate::site(inquiry, &world, name)?;
    let shape = shape_of_drives(inquiry, &world);
    paging::answer_counted(inquiry, "drives", &record.drives, |key| {
        shape(world.drive(*key))
    })
}

fn shape_of_drives<'a>(
    inquiry: &'a Inquiry<'_>,
    world: &'a World,
) -> impl Fn(&crate::world::Drive) -> Value + 'a {
    let selection = inquiry.options.selection();
    move |drive| json!(drives::describe(inquiry, world, drive, &selection))
}
