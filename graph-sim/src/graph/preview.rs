//! Addresses of previews.

use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Answer;
use super::fault::{self, Failure};
use super::inquiry::Inquiry;
use super::locate;
use super::route::{DriveName, Place};
use super::writing::read_json;
use crate::previews;
use crate::switches::PreviewWay;
use crate::world::Kind;

/// Where to begin; both have no effect here, but must be what they are documented to be.
#[derive(Default, Deserialize)]
struct Body {
    #[expect(dead_code, reason = "read to be checked")]
    page: Option<Value>,
    #[expect(dead_code, reason = "read to be checked")]
    zoom: Option<f64>,
}

/// `POST …/preview`: "driveItem: preview", for files. The body may be missing. Left out: where to
/// begin, and that some kinds of files can't be previewed.
pub(crate) fn create(
    inquiry: &Inquiry<'_>,
    drive: &DriveName,
    place: &Place,
) -> Result<Answer, Failure> {
    inquiry.options.permit(&[])?;
    if !inquiry.call.body.is_empty() {
        read_json::<Body>(inquiry)?;
    }
    let world = inquiry.state.world();
    let drive = locate::drive(inquiry, &world, drive)?;
    let item = drive.item(locate::item(inquiry, drive, place)?);
    match &item.kind {
        Kind::File {
            malware: Some(_), ..
        } => return Err(fault::malware().into()),
        Kind::File { malware: None, .. } => {}
        Kind::Folder(_) | Kind::Package { .. } | Kind::Shortcut(_) => {
            return Err(fault::invalid_request("The item can't be previewed.").into());
        }
    }
    let switches = &inquiry.switches.preview;
    let address = previews::issue(inquiry.state, drive, item, switches.url_life_seconds);
    let (get, post, parameters) = match switches.way {
        PreviewWay::Get => {
            let url = format!("{}?{}", address.page, address.parameters);
            (Some(url), None, None)
        }
        PreviewWay::Post => (None, Some(address.page), Some(address.parameters)),
    };
    Ok(Answer::json(&json!({
        "@odata.context": inquiry.context("microsoft.graph.itemPreviewInfo"),
        "getUrl": get,
        "postUrl": post,
        "postParameters": parameters,
    })))
}
