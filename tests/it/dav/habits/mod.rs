//! What programs do, request by request, as they were seen or are told of.

mod finder;
mod office;
mod others;
mod windows;

use super::disk::{Disk, ROOT, value};
use crate::support::Answer;

const LOCKINFO: &str = "<?xml version=\"1.0\" encoding=\"utf-8\" ?><D:lockinfo xmlns:D=\"DAV:\">\
    <D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype>\
    <D:owner><D:href>CONTOSO\\ada</D:href></D:owner></D:lockinfo>";

/// A program, by the name it gives itself, at work on a disk.
struct Program<'d> {
    disk: &'d Disk,
    name: &'static str,
}

impl Program<'_> {
    /// One request with these headers and this body.
    async fn ask(
        &self,
        method: &str,
        path: &str,
        (headers, body): (&[(&str, &str)], &'static str),
    ) -> Answer {
        let mut request = self.disk.request(method, path);
        request = request.header("user-agent", self.name);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request.body(body)).await
    }

    /// A lock, and its token with angle brackets.
    async fn lock(&self, path: &str, headers: &[(&str, &str)], status: u16) -> String {
        let locked = self.ask("LOCK", path, (headers, LOCKINFO)).await;
        assert_eq!(locked.status, status, "{}", locked.text());
        locked.header("lock-token").to_owned()
    }
}

/// Whether every property of a patch was taken.
#[track_caller]
fn assert_taken(answer: &Answer) {
    let text = answer.text();
    assert_eq!(answer.status, 207, "{text}");
    assert!(text.contains("HTTP/1.1 200 OK"), "{text}");
    assert_eq!(text.matches("HTTP/1.1 ").count(), 1, "{text}");
}
