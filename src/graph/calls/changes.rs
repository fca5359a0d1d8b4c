//! What has changed in a drive.

use http::{StatusCode, header};
use url::Url;

use crate::domain::{ChangeMark, ChangesSince, Diagnosis, DriveId, Service, encode_segment};
use crate::graph::budget::Cost;
use crate::graph::call::Call;
use crate::graph::cloud::Cloud;
use crate::graph::error::{Error, ErrorKind};
use crate::graph::refusal::{self, Subject};
use crate::graph::transport::Answer;
use crate::graph::walk;
use crate::graph::wire::changes::ChangesPage;
use crate::graph::wire::{DriveItem, ErrorBody};

use super::asking::object;
use super::{Calls, PREFER, with_shortcuts};

/// The fields that we use, without URLs: nobody asks for bytes here. `deleted` comes only where it is named.
const CHANGED_FIELDS: &str = "id,name,size,eTag,cTag,file,folder,package,remoteItem,root,malware,\
     parentReference,fileSystemInfo,lastModifiedDateTime,createdDateTime,deleted";

/// Items per page.
const PAGE_SIZE: u32 = 1_000;

/// One answer about changes.
#[derive(Clone, Debug)]
pub enum Delta {
    /// Some items, and more to come from this mark.
    More(Vec<DriveItem>, ChangeMark),
    /// The last items for now; later ones come after this mark.
    UpToDate(Vec<DriveItem>, ChangeMark),
    /// The mark is too old: all is to be asked anew, from this one where there is one.
    Resync(Option<ChangeMark>),
}

/// An answer, its links not yet checked.
enum Said {
    Page(ChangesPage),
    Gone(Option<String>),
}

const OPERATION: &str = "read changes";

impl Calls<'_> {
    /// One page of what has changed in a drive (Graph documentation, "driveItem: delta"). On business
    /// drives it is asked of the root alone.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] where the drive does not keep track of changes.
    pub async fn changes(self, drive: &DriveId, since: &ChangesSince) -> Result<Delta, Error> {
        let failed = |diagnosis| Error::of(OPERATION, Service::Graph, diagnosis);
        let id = encode_segment(drive.as_str());
        let all = format!("drives/{id}/root/delta?$top={PAGE_SIZE}&$select={CHANGED_FIELDS}");
        let call = match since {
            ChangesSince::Beginning => self
                .to(OPERATION, Subject::Changes, &all)
                .costing(Cost::Many),
            ChangesSince::Now => {
                let resource = format!("{all}&token=latest");
                self.to(OPERATION, Subject::Changes, &resource)
            }
            ChangesSince::Mark(mark) => {
                let link = walk::trusted(self.cloud(), mark.as_str()).map_err(failed)?;
                Call::reading(OPERATION, Subject::Changes, link.into())
            }
        };
        let call = call.of_drive(drive).with_header(PREFER, with_shortcuts());
        let said = self.repeat(&call, said).await?;
        weigh(self.cloud(), &call.url, said).map_err(failed)
    }
}

/// What an answer tells, read and judged at once.
#[cfg(any(test, feature = "fuzzing"))]
pub(in crate::graph) fn told(cloud: &Cloud, call: &Call, answer: &Answer) -> Result<Delta, Error> {
    weigh(cloud, &call.url, said(call, answer)?)
        .map_err(|diagnosis| Error::of(OPERATION, Service::Graph, diagnosis))
}

fn said(call: &Call, answer: &Answer) -> Result<Said, Error> {
    match answer.status {
        // Without Graph's own word it is a page of somebody else's.
        StatusCode::GONE if !ErrorBody::read(&answer.body).codes().is_empty() => {
            let location = answer.headers.get(header::LOCATION);
            let location = location.and_then(|location| location.to_str().ok());
            Ok(Said::Gone(location.map(str::to_owned)))
        }
        StatusCode::OK => object(call, answer).map(Said::Page),
        _ => Err(refused(call, answer)),
    }
}

/// That a drive does not keep track of changes is told in words alone, and as if the request were wrong
/// (seen in China).
fn refused(call: &Call, answer: &Answer) -> Error {
    let error = refusal::read(call.operation, call.subject, answer);
    let message = error.failure.message.as_deref().unwrap_or_default();
    let untracked = message
        .to_lowercase()
        .contains("change tracking is not supported");
    let may_say_so = [StatusCode::BAD_REQUEST, StatusCode::NOT_IMPLEMENTED];
    if untracked && may_say_so.contains(&answer.status) {
        return Error::new(call.operation, ErrorKind::Unsupported, *error.failure);
    }
    error
}

/// Judges the links of an answer to the question at `asked`. A page that leads to itself would never end.
fn weigh(cloud: &Cloud, asked: &str, said: Said) -> Result<Delta, Diagnosis> {
    let mark = |link: &str| walk::trusted(cloud, link).map(|_| ChangeMark::from_link(link));
    let page = match said {
        // Where the link leads astray, all can be asked from the beginning.
        Said::Gone(location) => {
            let start = location.and_then(|location| mark(&location).ok());
            return Ok(Delta::Resync(start));
        }
        Said::Page(page) => page,
    };
    match (page.next_link, page.delta_link) {
        (Some(link), None) if same(&link, asked) => Err(Diagnosis::UpstreamMalformed),
        (Some(link), None) => Ok(Delta::More(page.value, mark(&link)?)),
        (None, Some(link)) => Ok(Delta::UpToDate(page.value, mark(&link)?)),
        (Some(_), Some(_)) | (None, None) => Err(Diagnosis::UpstreamMalformed),
    }
}

fn same(link: &str, asked: &str) -> bool {
    Url::parse(link).is_ok_and(|link| Url::parse(asked).is_ok_and(|asked| asked == link))
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    const ASKED: &str = "https://graph.microsoft.com/v1.0/drives/b!x/root/delta?$skiptoken=1";
    const LATER: &str = "https://graph.microsoft.com/v1.0/drives/b!x/root/delta(token='a%20b')";

    fn read(status: u16, location: Option<&str>, body: &str) -> Result<Delta, Error> {
        let call = Call::reading(OPERATION, Subject::Changes, ASKED.to_owned());
        let mut headers = HeaderMap::new();
        if let Some(location) = location {
            headers.insert(header::LOCATION, location.parse().expect("a header"));
        }
        let answer = Answer {
            status: StatusCode::from_u16(status).expect("a status"),
            headers,
            body: body.as_bytes().to_vec(),
        };
        let cloud = Cloud::known().swap_remove(0);
        told(&cloud, &call, &answer)
    }

    fn page(links: &[(&str, &str)]) -> String {
        let links = links
            .iter()
            .map(|(key, link)| format!(r#","@odata.{key}":"{link}""#));
        let links: String = links.collect();
        format!(
            r#"{{"value":[{{"id":"1","deleted":{{"state":"deleted"}}}},{{"id":"2","name":"a","file":{{}}}}]{links}}}"#
        )
    }

    #[test]
    fn a_page_leads_on_or_ends_for_now() {
        let Ok(Delta::More(items, mark)) = read(200, None, &page(&[("nextLink", LATER)])) else {
            panic!("there is more");
        };
        assert_eq!(mark.as_str(), LATER);
        let gone: Vec<_> = items.iter().map(|item| item.deleted.is_some()).collect();
        assert_eq!(gone, [true, false]);
        let last = read(200, None, &page(&[("deltaLink", LATER)]));
        assert!(matches!(last, Ok(Delta::UpToDate(items, _)) if items.len() == 2));
        let empty = format!(r#"{{"value":[],"@odata.nextLink":"{LATER}"}}"#);
        let empty = read(200, None, &empty);
        assert!(matches!(empty, Ok(Delta::More(items, _)) if items.is_empty()));
    }

    #[test]
    fn an_answer_that_leads_nowhere_astray_or_round_is_an_error() {
        use Diagnosis::{UpstreamMalformed, UpstreamUntrustedHost};
        for (links, diagnosis) in [
            (&[][..], UpstreamMalformed),
            (
                &[("nextLink", LATER), ("deltaLink", LATER)],
                UpstreamMalformed,
            ),
            (&[("nextLink", ASKED)], UpstreamMalformed),
            (
                &[("nextLink", "https://evil.example/v1.0")],
                UpstreamUntrustedHost,
            ),
            (
                &[("deltaLink", "https://graph.microsoft.com.evil.example/")],
                UpstreamUntrustedHost,
            ),
            (&[("deltaLink", "/v1.0/drives")], UpstreamUntrustedHost),
        ] {
            let fault = read(200, None, &page(links)).expect_err("it is no answer");
            assert_eq!(fault.diagnosis(), diagnosis, "{links:?}");
        }
    }

    #[test]
    fn a_mark_that_is_too_old_says_where_to_begin_anew() {
        let gone = r#"{"error":{"code":"resyncRequired","message":"too old"}}"#;
        for (location, start) in [
            (Some(LATER), Some(LATER)),
            (Some("https://evil.example/"), None),
            (None, None),
        ] {
            let Ok(Delta::Resync(mark)) = read(410, location, gone) else {
                panic!("all is to be asked anew");
            };
            assert_eq!(mark.as_ref().map(ChangeMark::as_str), start);
        }
        assert!(read(410, Some(LATER), "<html>").is_err());
    }

    #[test]
    fn a_drive_that_keeps_no_track_of_changes_is_told_from_a_wrong_mark() {
        let envelope =
            |message: &str| format!(r#"{{"error":{{"code":"BadRequest","message":"{message}"}}}}"#);
        let china = "Unsupported request: Change tracking is not supported against 'microsoft.graph.driveItem'.";
        let error = read(400, None, &envelope(china)).expect_err("it is refused");
        assert_eq!(error.kind, ErrorKind::Unsupported);
        let error = read(400, None, &envelope("The token is invalid.")).expect_err("refused");
        assert_eq!(
            (error.kind, error.diagnosis()),
            (ErrorKind::Failed, Diagnosis::UpstreamRefused)
        );
    }
}
