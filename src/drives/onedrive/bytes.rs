//! Bytes on their way out.

use std::time::Duration;

use futures_util::StreamExt as _;

use crate::domain::{Download, Error, Opened, RangeRequest, Result, Service, Target, Urgency};
use crate::graph::{self, Expected};

use super::OneDrive;
use super::kinds::{check_file, is_page};

impl OneDrive {
    /// The file, with a fresh URL of its bytes.
    pub(super) async fn download_of(
        &self,
        target: &Target,
        life: Duration,
        urgency: Urgency,
    ) -> Result<Download> {
        let asked_at = self.clock.now();
        let entry = self.entry(self.item(target, urgency).await?, asked_at)?;
        check_file(&entry)?;
        let url = entry.url().cloned();
        let url = url.ok_or_else(|| self.malformed(Service::Graph))?;
        debug_assert!(
            url.lives(asked_at, life),
            "a fresh URL has its whole life before it"
        );
        Ok(Download { url, entry })
    }

    /// The bytes behind a URL.
    pub(super) async fn bytes_of(
        &self,
        download: &Download,
        range: Option<RangeRequest>,
        urgency: Urgency,
    ) -> Result<Opened> {
        let asked = range.map(RangeRequest::to_header);
        let expected = Expected {
            page: is_page(&download.entry),
            nothing: download.entry.size.is_none_or(|size| size == 0),
        };
        let calls = self.client.calls(urgency);
        let content = calls.content(&self.drive, &download.url, asked.as_deref(), &expected);
        let content = content.await;
        let content = content.map_err(|error| match (error.unsatisfied_length(), range) {
            (Some(length), Some(_)) => Error::RangeNotSatisfiable { length },
            _ => self.error(error),
        })?;
        let tenant = self.tenant.clone();
        let bytes = content
            .bytes
            .map(move |chunk| chunk.map_err(|error| graph::for_tenant(error, &tenant)));
        Ok(Opened {
            length: content.length,
            range: content.range,
            etag: content.etag,
            bytes: Box::pin(bytes),
        })
    }
}
