//! Small pictures of files.

use bytes::Bytes;
use http::{Method, StatusCode, header};

use crate::domain::{Diagnosis, DownloadUrl, DriveId, ItemId, Service, Thumbnail, ThumbnailSize};
use crate::graph::address::ItemAddress;
use crate::graph::call::Call;
use crate::graph::error::Error;
use crate::graph::extent;
use crate::graph::refusal::{Subject, host};
use crate::graph::transport::{Answer, exchange};
use crate::graph::wire::Collection;
use crate::graph::wire::thumbnail::ThumbnailSet;

use super::{Calls, SHORT_CALL};

/// The longest side that is asked for, in pixels.
const LONGEST_SIDE: u16 = 2_048;

impl Calls<'_> {
    /// A small picture of a file; `None` where the service has none, which is no failure (Graph
    /// documentation, "List thumbnails for a driveItem").
    pub async fn thumbnail(
        self,
        drive: &DriveId,
        id: &ItemId,
        size: ThumbnailSize,
    ) -> Result<Option<Thumbnail>, Error> {
        let asked_at = self.client.clock.now();
        let name = name(size);
        let place = ItemAddress::Id(id.clone()).to_url_of(drive, "thumbnails");
        // Without `$`, as the page has it: sizes with measures in them are found in no other way.
        let resource = format!("{place}?select={name}");
        let call = self.to("find thumbnail", Subject::Item, &resource);
        let sets: Collection<ThumbnailSet> = self.read(&call.of_drive(drive)).await?;
        let set = sets.value.into_iter().next();
        let Some(picture) = set.and_then(|mut set| set.take_picture(&name)) else {
            return Ok(None);
        };
        let (width, height) = picture.extent();
        Ok(Some(Thumbnail {
            url: self.client.trust(&picture.url, asked_at)?,
            width,
            height,
        }))
    }

    /// The bytes of a small picture. Carries no credentials. Read to the end before anybody gets any: the
    /// hosts of pictures don't say how long they are.
    pub async fn picture(self, drive: &DriveId, url: &DownloadUrl) -> Result<Bytes, Error> {
        let call = Call::of_host("read thumbnail", Method::GET).of_drive(drive);
        let time = self.client.transport.call_time(SHORT_CALL);
        self.persist(&call, || {
            let request = self
                .client
                .transport
                .content()
                .get(url.expose())
                .timeout(time)
                .header(header::ACCEPT, "image/*, */*;q=0.1");
            self.watched(&call, exchange(Service::Content, request), bytes)
        })
        .await
    }
}

/// What a size is called in a set.
fn name(size: ThumbnailSize) -> String {
    match size {
        ThumbnailSize::Small => "small".to_owned(),
        ThumbnailSize::Medium => "medium".to_owned(),
        ThumbnailSize::Large => "large".to_owned(),
        ThumbnailSize::Fit { width, height } => {
            let side = |pixels: u16| pixels.clamp(1, LONGEST_SIDE);
            format!("c{}x{}", side(width), side(height))
        }
    }
}

/// The picture itself: a page for people, or nothing at all, is none.
fn bytes(call: &Call, answer: &Answer) -> Result<Bytes, Error> {
    if answer.status != StatusCode::OK {
        return Err(Error::failed(call.operation, host::failure(answer)));
    }
    if answer.body.is_empty() || extent::is_page(&answer.headers) {
        let diagnosis = Diagnosis::UpstreamMalformed;
        return Err(Error::of(call.operation, Service::Content, diagnosis));
    }
    Ok(Bytes::copy_from_slice(&answer.body))
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    #[test]
    fn sizes_have_the_services_names() {
        let fit = |width, height| name(ThumbnailSize::Fit { width, height });
        assert_eq!(name(ThumbnailSize::Medium), "medium");
        assert_eq!(fit(300, 400), "c300x400");
        assert_eq!(fit(0, 60_000), "c1x2048");
    }

    #[test]
    fn a_sign_in_page_is_no_picture() {
        let call = Call::of_host("read thumbnail", Method::GET);
        let read = |media_type: &str, body: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, media_type.parse().expect("a header"));
            let answer = Answer {
                status: StatusCode::OK,
                headers,
                body: body.to_vec(),
            };
            bytes(&call, &answer)
        };
        assert_eq!(read("image/jpeg", b"jpeg").expect("a picture"), "jpeg");
        assert!(read("text/html; charset=utf-8", b"<html>").is_err());
        assert!(read("image/jpeg", b"").is_err());
    }
}
