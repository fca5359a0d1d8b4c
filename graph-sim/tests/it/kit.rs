//! A small organization on a running simulator, and a client that talks to it.

use std::collections::HashMap;

use graph_sim::{
    App, AppHandle, NotProvisionedShape, Options, Role, Sim, Tenant, TenantHandle, Timestamp, User,
    UserHandle, World,
};
use reqwest::{Client, Method, RequestBuilder, Response, redirect};
use serde_json::Value;

pub(crate) const SECRET: &str = "a~secret+with/marks";

/// Contoso with Ada and her files, and a client.
pub(crate) struct Bed {
    pub(crate) sim: Sim,
    pub(crate) http: Client,
    pub(crate) contoso: TenantHandle,
    pub(crate) app: AppHandle,
    pub(crate) ada: UserHandle,
    /// A user of Contoso without a drive.
    pub(crate) dora: UserHandle,
    /// A user of another tenant.
    pub(crate) eve: UserHandle,
    pub(crate) token: String,
}

/// An answer read to its end.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Bed {
    pub(crate) async fn start() -> Self {
        Self::with(|_, _| ()).await
    }

    /// Starts with more in the world.
    pub(crate) async fn with(build: impl FnOnce(&mut World, &UserHandle)) -> Self {
        let mut world = World::new(7);
        let contoso = world.add_tenant(Tenant::new("Contoso", "contoso.example"));
        let fabrikam = world.add_tenant(Tenant::new("Fabrikam", "fabrikam.example"));
        let app = world.add_app(&contoso, App::reader("Onefold", SECRET));
        let ada = world.add_user(&contoso, User::new("ada", "Ada Example"));
        let shape = NotProvisionedShape::MysiteNotFound;
        let dora = world.add_user(&contoso, User::new("dora", "Dora").without_drive(shape));
        let eve = world.add_user(&fabrikam, User::new("eve", "Eve"));
        world
            .drive_of(&ada)
            .add_file(
                "/Documents/hello.txt",
                "Hello World!",
                time("2026-03-21T20:01:37Z"),
            )
            .add_file("/Documents/Deep/Deeper/end.txt", "end", World::BEGINNING)
            .add_folder("/Empty");
        build(&mut world, &ada);
        let sim = Sim::start(world, Options::default()).await.unwrap();
        let mut bed = Self {
            sim,
            http: client(),
            contoso,
            app,
            ada,
            dora,
            eve,
            token: String::new(),
        };
        bed.token = bed.new_token().await;
        bed.sim.journal().clear();
        bed
    }

    /// Signs in as the usual application.
    pub(crate) async fn new_token(&self) -> String {
        let answer = self.sign_in(&[]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    /// Starts with an application that may write.
    pub(crate) async fn writing() -> Self {
        let mut bed = Self::start().await;
        bed.set_roles(&[Role::FilesReadWriteAll]).await;
        bed.sim.journal().clear();
        bed
    }

    /// Gives the application other permissions and signs in again.
    pub(crate) async fn set_roles(&mut self, roles: &[Role]) {
        self.sim
            .change(|world| world.set_roles(&self.app, roles.to_vec()));
        self.token = self.new_token().await;
    }

    /// The `name` of each entry of a list that fits on one page.
    pub(crate) async fn names(&self, path: &str) -> Vec<String> {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let list = answer.json();
        let entries = list["value"].as_array().unwrap().iter();
        entries
            .map(|entry| entry["name"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// Asks for a token with some fields other than the right ones; an empty value leaves one out.
    pub(crate) async fn sign_in(&self, changes: &[(&str, &str)]) -> Answer {
        self.sign_in_to(&self.contoso.directory_id, changes).await
    }

    pub(crate) async fn sign_in_to(&self, tenant: &str, changes: &[(&str, &str)]) -> Answer {
        let url = format!("{}{tenant}/oauth2/v2.0/token", self.sim.login_url());
        let form = self.form(changes);
        read(self.http.post(url).form(&form).send().await.unwrap()).await
    }

    pub(crate) fn form(&self, changes: &[(&str, &str)]) -> HashMap<String, String> {
        let scope = self.sim.graph_scope();
        let mut form: HashMap<String, String> = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.app.client_id),
            ("client_secret", SECRET),
            ("scope", &scope),
        ]
        .into_iter()
        .chain(changes.iter().copied())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
        form.retain(|_, value| !value.is_empty());
        form
    }

    /// A request to Graph with the token, below `/v1.0`, or to a whole address such as a next link.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}v1.0{path}", self.sim.graph_url())
        };
        self.http.request(method, url).bearer_auth(&self.token)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        read(self.request(Method::GET, path).send().await.unwrap()).await
    }

    /// Posts JSON to Graph.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        let request = self.request(Method::POST, path).body(body.to_string());
        let request = request.header("Content-Type", "application/json");
        read(request.send().await.unwrap()).await
    }

    /// Patches something in Ada's drive, with some headers.
    pub(crate) async fn patch(&self, rest: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        let request = self.request(Method::PATCH, &self.in_drive(rest));
        let mut request = request.header("Content-Type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.body(body.to_string()).send().await.unwrap()).await
    }

    /// Posts to something in Ada's drive.
    pub(crate) async fn post_to_drive(&self, rest: &str, body: &Value) -> Answer {
        self.post(&self.in_drive(rest), body).await
    }

    /// The id of an item of Ada's.
    pub(crate) fn id_of(&self, path: &str) -> String {
        self.sim
            .change(|world| world.drive_of(&self.ada).id_of(path))
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        read(self.request(Method::DELETE, path).send().await.unwrap()).await
    }

    /// Something in Ada's drive.
    pub(crate) async fn drive(&self, rest: &str) -> Answer {
        self.get(&self.in_drive(rest)).await
    }

    pub(crate) fn in_drive(&self, rest: &str) -> String {
        format!("/drives/{}{rest}", self.ada.drive_id)
    }

    /// All names of a listing and how many pages they took, over all next links.
    pub(crate) async fn list(&self, rest: &str) -> (Vec<String>, usize) {
        let mut names = Vec::new();
        let mut pages = 0;
        let mut next = Some(self.in_drive(rest));
        while let Some(address) = next {
            let page = self.get(&address).await;
            assert_eq!(page.status, 200, "{}", page.text());
            let page = page.json();
            pages += 1;
            let value = page["value"].as_array().unwrap();
            names.extend(
                value
                    .iter()
                    .map(|item| item["name"].as_str().unwrap().to_owned()),
            );
            next = page["@odata.nextLink"].as_str().map(str::to_owned);
        }
        (names, pages)
    }

    /// The download URL of a file of Ada's.
    pub(crate) async fn download_url(&self, path: &str) -> String {
        let item = self.drive(&format!("/root:{path}")).await.json();
        item["@microsoft.graph.downloadUrl"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Fetches an address without a token.
    pub(crate) async fn fetch(&self, url: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.http.get(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.send().await.unwrap()).await
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).expect("an answer in JSON")
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Status and code of an error.
    pub(crate) fn refusal(&self) -> (u16, String) {
        (self.status, self.code())
    }

    /// `error.innerError.code`, the more specific code.
    pub(crate) fn inner_code(&self) -> String {
        self.json()["error"]["innerError"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// `error.code` of Graph's envelope.
    pub(crate) fn code(&self) -> String {
        self.json()["error"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

pub(crate) async fn read(response: Response) -> Answer {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer {
        status,
        headers,
        bytes: response.bytes().await.unwrap().to_vec(),
    }
}

#[expect(clippy::disallowed_methods, reason = "the client of these tests")]
pub(crate) fn client() -> Client {
    Client::builder()
        .redirect(redirect::Policy::none())
        .build()
        .unwrap()
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}
