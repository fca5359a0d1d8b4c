//! Search in all drives.

use serde::Deserialize;
use serde_json::{Value, json};

use super::hit::Hit;
use super::keywords::Keywords;
use crate::graph::answer::Answer;
use crate::graph::fault::{self, Failure};
use crate::graph::inquiry::Inquiry;
use crate::graph::lag;
use crate::graph::sites::REGION;
use crate::graph::writing::read_json;
use crate::switches::{PrivateContent, RegionRule};
use crate::world::{Drive, DriveState, Library, World};

/// The most hits of one answer: "searchRequest resource type".
const LARGEST_PAGE: usize = 500;

#[derive(Deserialize)]
struct Body {
    requests: Vec<Request>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    entity_types: Vec<String>,
    query: Query,
    #[serde(default)]
    from: usize,
    #[serde(default = "default_size")]
    size: usize,
    region: Option<String>,
    share_point_one_drive_options: Option<FileOptions>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    query_string: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileOptions {
    #[serde(default)]
    include_content: String,
}

fn default_size() -> usize {
    25
}

/// Which drives a request searches.
struct Reach {
    private: bool,
    shared: bool,
}

/// `POST /search/query`: "searchEntity: query", for `driveItem` alone. An application must name the
/// tenant's region. Left out: other entities, `fields` (documented to have no effect on items),
/// sorting, aggregations, and the words and operators that [`Keywords`] leaves out.
pub(crate) fn in_all_drives(inquiry: &Inquiry<'_>) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    let body: Body = read_json(inquiry)?;
    if body.requests.is_empty() {
        return Err(fault::bad_request("SearchRequest Invalid (Requests are required.)").into());
    }
    let world = inquiry.state.world();
    let answers = body
        .requests
        .iter()
        .map(|request| answer(inquiry, &world, request));
    let answers = answers.collect::<Result<Vec<Value>, Failure>>()?;
    let context = inquiry.context("Collection(microsoft.graph.searchResponse)");
    Ok(Answer::json(
        &json!({ "@odata.context": context, "value": answers }),
    ))
}

fn answer(inquiry: &Inquiry<'_>, world: &World, request: &Request) -> Result<Value, Failure> {
    check(inquiry, request)?;
    let keywords = Keywords::parse(&request.query.query_string)?;
    let reach = reach(inquiry, request);
    let then = lag::time_before(inquiry, inquiry.switches.search.index_lag_seconds);
    let drives = world
        .drives_of(inquiry.tenant)
        .filter(|drive| reach.covers(drive));
    let all = drives.flat_map(|drive| {
        let items = drive.tree_at(Drive::ROOT, then);
        items.into_iter().map(move |(_, item)| Hit { drive, item })
    });
    let switches = &inquiry.switches.search;
    let hits: Vec<Hit<'_>> = all
        .filter(|hit| keywords.find(hit.item, &hit.web_url(world), switches))
        .collect();
    let page = hits
        .iter()
        .enumerate()
        .skip(request.from)
        .take(request.size);
    let described: Vec<Value> = page
        .map(|(number, hit)| hit.describe(inquiry, world, number + 1, &keywords.words))
        .collect();
    let more = request.from.saturating_add(described.len()) < hits.len();
    let mut container = json!({ "total": hits.len(), "moreResultsAvailable": more });
    if let Some(members) = container.as_object_mut().filter(|_| !described.is_empty()) {
        members.insert("hits".to_owned(), described.into());
    }
    let terms: Vec<&str> = keywords.words.iter().collect();
    Ok(json!({ "searchTerms": terms, "hitsContainers": [container] }))
}

fn check(inquiry: &Inquiry<'_>, request: &Request) -> Result<(), Failure> {
    if request.entity_types.iter().any(|kind| kind != "driveItem") {
        return Err(Failure::Lacking("searches for other things than files"));
    }
    if request.entity_types.is_empty() {
        let message = "SearchRequest Invalid (EntityTypes are required.)";
        return Err(fault::bad_request(message).into());
    }
    if request.size > LARGEST_PAGE {
        let message = format!("SearchRequest Invalid (Size must be at most {LARGEST_PAGE}.)");
        return Err(fault::bad_request(message).into());
    }
    match (&request.region, inquiry.switches.search.region) {
        (None, RegionRule::Required) => {
            let message = "SearchRequest Invalid (Region is required when request with application permission.)";
            Err(fault::bad_request(message).into())
        }
        (Some(region), _) if !region.eq_ignore_ascii_case(REGION) => {
            let message =
                format!("Requested region {region} not found. Only valid regions are {REGION}.");
            Err(fault::bad_request(message).into())
        }
        (None, RegionRule::Optional) | (Some(_), _) => Ok(()),
    }
}

/// Without a word about it, people's own drives are left out.
fn reach(inquiry: &Inquiry<'_>, request: &Request) -> Reach {
    let options = request.share_point_one_drive_options.as_ref();
    let included = options.map_or("", |options| options.include_content.as_str());
    let names = |wanted| included.split(',').any(|name| name.trim() == wanted);
    Reach {
        private: names("privateContent")
            || inquiry.switches.search.private_content == PrivateContent::Included,
        shared: names("sharedContent") || !names("privateContent"),
    }
}

impl Reach {
    fn covers(&self, drive: &Drive) -> bool {
        let wanted = match drive.home.kind {
            Library::OneDrive => self.private,
            Library::Documents(_) => self.shared,
        };
        wanted && drive.state == DriveState::Ready
    }
}
