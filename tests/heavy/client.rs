//! Somebody who talks to the server.

use std::time::Duration;

use aws_lc_rs::digest::{Context, Digest, SHA256};
use reqwest::redirect;
use serde_json::Value;

use crate::stopwatch::Stopwatch;

/// A client of the server, or, without a token, of anybody.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

/// A file that has been read to its end.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub(crate) bytes: u64,
    pub(crate) digest: Digest,
    pub(crate) time: Duration,
}

impl Client {
    /// A client without a token.
    #[expect(
        clippy::disallowed_methods,
        reason = "the tests are a client of their own"
    )]
    pub(crate) fn anonymous(base: &str) -> Self {
        let client = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .no_gzip()
            .build();
        Self {
            http: client.expect("a client"),
            base: base.to_owned(),
            token: None,
        }
    }

    /// Signs in over the API.
    pub(crate) async fn sign_in(base: &str, username: &str, password: &str) -> Self {
        let anonymous = Self::anonymous(base);
        let body = serde_json::json!({ "username": username, "password": password });
        let request = anonymous
            .http
            .post(format!("{base}/api/v1/auth/login"))
            .header("content-type", "application/json")
            .body(body.to_string());
        let response = request.send().await.expect("the server answers");
        let answer = response.bytes().await.expect("the answer is whole");
        let answer: Value = serde_json::from_slice(&answer).expect("it is JSON");
        let token = answer["token"].as_str().map(str::to_owned);
        assert!(token.is_some(), "{answer}");
        Self { token, ..anonymous }
    }

    /// The token requests are signed with.
    pub(crate) fn token(&self) -> &str {
        self.token.as_deref().expect("somebody signed in")
    }

    /// The same somebody with connections of their own.
    pub(crate) fn again(&self) -> Self {
        self.again_at(&self.base)
    }

    /// A request to be finished by hand.
    pub(crate) fn request(&self, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.get(format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// The same somebody, who reaches the server by another address.
    pub(crate) fn again_at(&self, base: &str) -> Self {
        Self {
            token: self.token.clone(),
            ..Self::anonymous(base)
        }
    }

    /// A request of another method than `GET`, to be finished by hand.
    pub(crate) fn ask(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        let url = format!("{}{path}", self.base);
        self.http.request(method, url).bearer_auth(self.token())
    }

    /// What lies at an address of somebody else's, such as a `Location`; no token goes there.
    pub(crate) fn follow(&self, url: &str) -> reqwest::RequestBuilder {
        self.http.get(url)
    }

    /// A good answer, its body still to be read.
    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        let response = self.request(path).send().await;
        let response = response.expect("the server answers");
        assert!(response.status().as_u16() < 400, "{}", response.status());
        response
    }

    /// A page as text.
    pub(crate) async fn text(&self, path: &str) -> String {
        let response = self.get(path).await;
        response.text().await.expect("the answer is whole")
    }

    /// An answer of the API.
    pub(crate) async fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.text(path).await).expect("it is JSON")
    }

    /// Reads a file to its end and remembers none of it.
    pub(crate) async fn fetch(&self, path: &str) -> Fetched {
        let watch = Stopwatch::start();
        let (mut bytes, mut digest) = (0, Context::new(&SHA256));
        let mut response = self.get(path).await;
        while let Some(chunk) = response.chunk().await.expect("the file is whole") {
            bytes += chunk.len() as u64;
            digest.update(&chunk);
        }
        Fetched {
            bytes,
            digest: digest.finish(),
            time: watch.elapsed(),
        }
    }
}
