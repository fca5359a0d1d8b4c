//! Somebody who talks to the server, with the verbs of the faces.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, ClientBuilder, Method, RequestBuilder, redirect};
use serde_json::Value;

/// A visitor or program.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    base: String,
    token: Option<String>,
    client: Client,
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Actor {
    pub(crate) fn new(base: String, token: Option<String>) -> Self {
        Self {
            base,
            token,
            client: client(|builder| builder),
        }
    }

    /// Signs in over the API.
    pub(crate) async fn sign_in(base: String, username: &str, password: &str) -> Self {
        let anonymous = Self::new(base.clone(), None);
        let credentials = serde_json::json!({ "username": username, "password": password });
        let answer = anonymous.post("/api/v1/auth/login", &credentials).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let token = answer.json()["token"].as_str().expect("a token").to_owned();
        Self::new(base, Some(token))
    }

    /// The same actor over one connection of HTTP/2.
    pub(crate) fn over_http2(self) -> Self {
        let client = client(|builder| builder.http2_prior_knowledge().pool_max_idle_per_host(1));
        Self { client, ..self }
    }

    /// What lies at an address of somebody else's, such as a `Location`; no token goes there.
    pub(crate) async fn follow(&self, url: &str) -> Answer {
        Answer::of(self.client.get(url)).await
    }

    /// The token this actor signs its requests with.
    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// A request to be finished by hand; `path` is used as it stands.
    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request("GET", path)).await
    }

    pub(crate) async fn head(&self, path: &str) -> Answer {
        Answer::of(self.request("HEAD", path)).await
    }

    /// A `GET` with more headers.
    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        Answer::of(self.request("GET", path).headers(header_map(headers))).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(with_json(self.request("POST", path), body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        Answer::of(with_json(self.request("PATCH", path), body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request("DELETE", path)).await
    }

    /// A listing over the API, its first page.
    pub(crate) async fn list(&self, path: &str) -> Answer {
        Answer::of(
            self.request("GET", "/api/v1/fs/list")
                .query_pair("path", path),
        )
        .await
    }

    /// An entry over the API.
    pub(crate) async fn stat(&self, path: &str) -> Answer {
        Answer::of(
            self.request("GET", "/api/v1/fs/stat")
                .query_pair("path", path),
        )
        .await
    }
}

impl Answer {
    /// Sends a request and reads its answer; a connection that breaks within the body fails the test.
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        Self::try_of(request).await.expect("the server answers")
    }

    /// The same, where the connection may break.
    pub(crate) async fn try_of(request: RequestBuilder) -> Result<Self, reqwest::Error> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Self {
            status,
            headers,
            body: response.bytes().await?.to_vec(),
        })
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .map_err(|error| format!("{error}: {}", self.text()))
            .expect("the body is JSON")
    }

    /// A header's value, `""` where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The `name`s of a listing.
    pub(crate) fn names(&self) -> Vec<String> {
        let items = self.json()["items"].as_array().cloned().unwrap_or_default();
        items
            .iter()
            .filter_map(|item| item["name"].as_str().map(str::to_owned))
            .collect()
    }

    /// All of it but what is new each time, the request's id and the date: status, headers, body.
    pub(crate) fn constant_part(&self) -> (u16, Vec<(String, String)>, String) {
        let id = self.header("x-request-id");
        assert!(!id.is_empty(), "every answer has an id");
        let headers = self.headers.iter();
        let headers = headers.filter(|(name, _)| *name != "x-request-id" && *name != "date");
        let headers = headers.map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.to_string(), value)
        });
        (
            self.status,
            headers.collect(),
            self.text().replace(id, "ID"),
        )
    }

    /// The `code` of a problem.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// One query parameter, encoded.
trait QueryPair {
    fn query_pair(self, name: &str, value: &str) -> Self;
}

impl QueryPair for RequestBuilder {
    fn query_pair(self, name: &str, value: &str) -> Self {
        let (client, request) = self.build_split();
        let mut request = request.expect("a sound request");
        request.url_mut().query_pairs_mut().append_pair(name, value);
        Self::from_parts(client, request)
    }
}

fn with_json(request: RequestBuilder, body: &Value) -> RequestBuilder {
    request
        .header("content-type", "application/json")
        .body(body.to_string())
}

fn header_map(headers: &[(&str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&str, &str)| {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
        (
            name,
            HeaderValue::from_str(value).expect("a header's value"),
        )
    };
    headers.iter().map(pair).collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the tests are a client of their own"
)]
fn client(shape: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let builder = Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .no_gzip()
        // Tests turn time by hours; a connection kept that long would be closed under a request.
        .pool_max_idle_per_host(0);
    shape(builder).build().expect("a client")
}
