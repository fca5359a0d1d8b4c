//! What tests of uploads have in common.

use graph_sim::switches::UploadSwitches;
use graph_sim::{Role, UserHandle, World};
use reqwest::Method;
use serde_json::{Value, json};

use crate::kit::{Answer, Bed, read};

/// 320 KiB, of which fragments are multiples.
pub(crate) const UNIT: usize = 320 << 10;

/// Contoso with an application that may write.
pub(crate) async fn writer() -> Bed {
    writer_with(|_, _| ()).await
}

pub(crate) async fn writer_with(build: impl FnOnce(&mut World, &UserHandle)) -> Bed {
    let mut bed = Bed::with(build).await;
    bed.set_roles(&[Role::FilesReadWriteAll]).await;
    bed.sim.journal().clear();
    bed
}

/// Bytes that differ from place to place.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..length).map(|_| next()).collect()
}

/// A session that exists.
pub(crate) struct Session<'a> {
    bed: &'a Bed,
    pub(crate) url: String,
}

impl Bed {
    pub(crate) fn turn(&self, change: impl FnOnce(&mut UploadSwitches)) {
        self.sim.switches().update(|s| change(&mut s.uploads));
    }

    /// `PUT …/content` of something in Ada's drive.
    pub(crate) async fn put(&self, rest: &str, body: impl Into<reqwest::Body>) -> Answer {
        self.put_with(rest, &[], body).await
    }

    pub(crate) async fn put_with(
        &self,
        rest: &str,
        headers: &[(&str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> Answer {
        let mut request = self.request(Method::PUT, &self.in_drive(rest)).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.send().await.unwrap()).await
    }

    /// `POST` of JSON to something in Ada's drive.
    pub(crate) async fn ask(&self, rest: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let request = self.request(Method::POST, &self.in_drive(rest));
        let mut request = request.header("Content-Type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.body(body.to_string()).send().await.unwrap()).await
    }

    /// Asks for a session for a path, with a conflict behavior.
    pub(crate) async fn ask_session(&self, path: &str, conflict: &str) -> Answer {
        let body = json!({ "item": { "@microsoft.graph.conflictBehavior": conflict } });
        let rest = format!("/root:{path}:/createUploadSession");
        self.ask(&rest, &[], &body).await
    }

    pub(crate) async fn session(&self, path: &str, conflict: &str) -> Session<'_> {
        self.session_of(&self.ask_session(path, conflict).await)
    }

    pub(crate) fn session_of(&self, answer: &Answer) -> Session<'_> {
        assert_eq!(answer.status, 200, "{}", answer.text());
        let url = answer.json()["uploadUrl"].as_str().unwrap().to_owned();
        Session { bed: self, url }
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.sim
            .change(|world| world.drive_of(&self.ada).exists(path))
    }
}

impl Session<'_> {
    pub(crate) async fn request(
        &self,
        method: Method,
        headers: &[(&str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> Answer {
        let mut request = self.bed.http.request(method, &self.url).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.send().await.unwrap()).await
    }

    /// Sends a fragment with this `Content-Range`.
    pub(crate) async fn put(&self, range: &str, bytes: &[u8]) -> Answer {
        let headers = [("Content-Range", range)];
        self.request(Method::PUT, &headers, bytes.to_vec()).await
    }

    /// Sends part of a file.
    pub(crate) async fn send(&self, file: &[u8], part: std::ops::Range<usize>) -> Answer {
        let range = format!("bytes {}-{}/{}", part.start, part.end - 1, file.len());
        self.put(&range, &file[part]).await
    }

    /// Sends a whole file in one fragment.
    pub(crate) async fn send_all(&self, file: &[u8]) -> Answer {
        self.send(file, 0..file.len()).await
    }

    pub(crate) async fn status(&self) -> Answer {
        self.request(Method::GET, &[], "").await
    }

    pub(crate) async fn expected(&self) -> Value {
        self.status().await.json()["nextExpectedRanges"].clone()
    }
}

impl Answer {
    /// Status, code and inner code.
    pub(crate) fn whole_refusal(&self) -> (u16, String, String) {
        let (status, code) = self.refusal();
        (status, code, self.inner_code())
    }
}

/// A refusal as [`Answer::whole_refusal`] tells it.
pub(crate) fn refusal(status: u16, code: &str, inner: &str) -> (u16, String, String) {
    (status, code.to_owned(), inner.to_owned())
}
