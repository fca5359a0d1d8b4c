//! The switches of the simulator, one turned at a time: what is uncertain about Microsoft's services must
//! not decide whether a fault is mended.

use graph_sim::Switches;
use graph_sim::switches::{
    CacheControl, ColonPaths, ContentAuthorization, ContentETag, ExpiredUrl, GatewayBody,
    HeadSupport, HeaderNames, NumberStyle, PageFill, RangeSupport, SelectedDownloadUrl, Telling,
};

use super::blow::Blow;
use super::row::Case;
use super::scene::Scene;
use super::stage::Stage;
use super::trouble::{HTML, PAGE, Trouble};

/// A switch, turned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    pub(super) name: &'static str,
    pub(super) turn: fn(&mut Switches),
    /// Whether faults are mended as at the usual position; otherwise they are at least told.
    pub(super) mends: bool,
    /// The stages that it touches.
    stages: &'static [Stage],
}

const LISTINGS: &[Stage] = &[Stage::FirstPage, Stage::LaterPage];
const ITEMS: &[Stage] = &[Stage::Stat, Stage::DownloadUrl];
const DESCRIBED: &[Stage] = &[
    Stage::FirstPage,
    Stage::Stat,
    Stage::DownloadUrl,
    Stage::Body,
];
const PATHS: &[Stage] = &[Stage::FirstPage, Stage::Stat, Stage::DownloadUrl];
const DESCRIBED_BYTES: &[Stage] = &[Stage::DownloadUrl, Stage::Body];
const BYTES: &[Stage] = &[Stage::Body];

const fn at(name: &'static str, stages: &'static [Stage], turn: fn(&mut Switches)) -> Position {
    Position {
        name,
        turn,
        mends: true,
        stages,
    }
}

/// Every switch that touches an answer which comes before, after or instead of a fault. How the simulator
/// itself refuses makes no difference here, since the faults bring refusals of their own.
pub(super) fn all() -> Vec<Position> {
    let mut all = vec![
        at("`expires_in` as text", &[Stage::Token], |all| {
            all.login.expires_in = NumberStyle::Text;
        }),
        at("no gzip", LISTINGS, |all| all.transport.gzip = false),
        at("header names in title case", DESCRIBED, |all| {
            all.transport.header_names = HeaderNames::Title;
        }),
        at("answers for one's own cache", DESCRIBED, |all| {
            all.transport.cache_control = CacheControl::Private;
        }),
        at("gateways answer pages", PATHS, |all| {
            all.errors.gateway_body = GatewayBody::Html;
        }),
        at("gateways answer half an envelope", PATHS, |all| {
            all.errors.gateway_body = GatewayBody::Truncated;
        }),
    ];
    all.extend(of_listings());
    all.extend(of_items());
    all.extend(of_bytes());
    all
}

fn of_listings() -> Vec<Position> {
    vec![
        at("short pages", LISTINGS, |all| {
            all.listing.pages = PageFill::Short;
        }),
        at("every second page empty", LISTINGS, |all| {
            all.listing.empty_page_every = Some(2);
        }),
        at("pages of 3 unasked", LISTINGS, |all| {
            all.listing.page_size_cap = 3;
            all.listing.default_page_size = 3;
        }),
        at("paths refused", PATHS, |all| {
            all.addressing.colon_paths = ColonPaths::Refused;
        }),
    ]
}

fn of_items() -> Vec<Position> {
    vec![
        at("selected URL kept", ITEMS, |all| {
            all.listing.selected_download_url = SelectedDownloadUrl::Kept;
        }),
        at("no hashes", DESCRIBED, |all| all.shape.hashes = false),
        at("no `fileSystemInfo`", DESCRIBED, |all| {
            all.shape.file_system_info = false;
        }),
        at("times with 7 decimals", DESCRIBED, |all| {
            all.shape.time_decimals = 7;
        }),
        at("no `driveType`", DESCRIBED, |all| {
            all.shape.drive_type = Telling::Omitted;
        }),
        at("listed sizes 3 too large", DESCRIBED_BYTES, |all| {
            all.shape.file_size_offset = 3;
        }),
        at("listed sizes 3 too small", DESCRIBED_BYTES, |all| {
            all.shape.file_size_offset = -3;
        }),
    ]
}

fn of_bytes() -> Vec<Position> {
    let ranges_ignored = at("ranges ignored", BYTES, |all| {
        all.content.range = RangeSupport::Ignored;
    });
    vec![
        Position {
            mends: false,
            ..ranges_ignored
        },
        at("HEAD answered", BYTES, |all| {
            all.content.head = HeadSupport::Answered;
        }),
        at("`Authorization` ignored", BYTES, |all| {
            all.content.authorization = ContentAuthorization::Ignored;
        }),
        at("URLs live 5 minutes", BYTES, |all| {
            all.content.url_life_seconds = 300;
        }),
        at("URLs end with 403", BYTES, |all| {
            all.content.expired = ExpiredUrl::Forbidden;
        }),
        at("URLs end with 404", BYTES, |all| {
            all.content.expired = ExpiredUrl::NotFound;
        }),
        at("no tags of contents", BYTES, |all| {
            all.content.etag = ContentETag::Missing;
        }),
    ]
}

impl Position {
    /// A few of the faults at each stage that the switch touches.
    pub(super) fn cases(self) -> Vec<Case> {
        let cases = |stage: &Stage| {
            let stage = *stage;
            let each = representative(stage).into_iter();
            each.flat_map(move |trouble| Case::of(stage, &trouble))
                .collect::<Vec<_>>()
        };
        let turned = |case| Case {
            position: Some(self),
            ..case
        };
        self.stages.iter().flat_map(cases).map(turned).collect()
    }
}

fn representative(stage: Stage) -> Vec<Trouble> {
    if stage == Stage::Body {
        return vec![
            Trouble::harmless("cut in the middle", Blow::Cut(Scene::MIDDLE)),
            Trouble::passing("404, URL refused", Blow::status(404)),
            Trouble::lasting("cut, file changed", Blow::CutAndChanged(Scene::LENGTH)),
        ];
    }
    vec![
        Trouble::passing("503", Blow::status(503)),
        Trouble::passing("200, HTML", Blow::answer(200, &[HTML], PAGE)),
    ]
}
