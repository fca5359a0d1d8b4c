//! Somebody who has mounted the tree as a disk.

use graph_sim::World;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::{Actor, Answer, House, Plan};

/// Where the drive is mounted that can be written.
pub(super) const ROOT: &str = "/dav/contoso/ada";

/// A house with Ada's drive, which may be written, and Bob's, which may not; and an administrator with a
/// password.
pub(super) struct Disk {
    pub(super) house: House,
    actor: Actor,
}

pub(super) fn plan() -> Plan {
    let mut plan = Plan::empty();
    plan.add_writer("contoso", |world, org| {
        world
            .drive_of(&org.ada)
            .add_file("/docs/a.txt", "alpha", World::BEGINNING)
            .add_file("/docs/b & c.txt", "beta", World::BEGINNING)
            .add_file("/docs/sub/deep.txt", "deep", World::BEGINNING)
            .add_folder("/empty");
        world
            .drive_of(&org.bob)
            .add_file("/bobs.txt", "bob", World::BEGINNING);
    });
    plan.mount("/contoso/ada", "contoso", "ada@contoso.example", "root: /");
    let closed = "read_only: true";
    plan.mount("/contoso/bob", "contoso", "bob@contoso.example", closed);
    plan.mount("/contoso/bobs", "contoso", "bob@contoso.example", "root: /");
    plan
}

impl Disk {
    pub(super) async fn start() -> Self {
        Self::of(plan()).await
    }

    pub(super) async fn of(plan: Plan) -> Self {
        let house = plan.start().await;
        let actor = house.anonymous();
        Self { house, actor }
    }

    /// A request with the administrator's password.
    pub(super) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let request = self.actor.request(method, path);
        request.basic_auth(House::USERNAME, Some(House::PASSWORD))
    }

    pub(super) async fn ask(&self, method: &str, path: &str) -> Answer {
        self.ask_with(method, path, &[]).await
    }

    pub(super) async fn ask_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = self.request(method, path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request).await
    }

    pub(super) async fn put(&self, path: &str, content: &'static str) -> Answer {
        Answer::of(self.request("PUT", path).body(content)).await
    }

    /// A listing; `body` is XML.
    pub(super) async fn propfind(&self, path: &str, depth: &str, body: &'static str) -> Answer {
        let request = self.request("PROPFIND", path).header("depth", depth);
        Answer::of(request.body(body)).await
    }

    /// The addresses in a listing of a folder and its members.
    pub(super) async fn hrefs(&self, path: &str) -> Vec<String> {
        let answer = self.propfind(path, "1", "").await;
        assert_eq!(answer.status, 207, "{}", answer.text());
        hrefs(&answer.text())
    }

    /// What a file holds.
    pub(super) async fn read(&self, path: &str) -> String {
        let answer = self.ask("GET", path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text()
    }

    /// Asks for an exclusive lock.
    pub(super) async fn lock(&self, path: &str) -> Answer {
        let body = "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope>\
            <locktype><write/></locktype><owner>me</owner></lockinfo>";
        let request = self
            .request("LOCK", path)
            .header("timeout", "Infinite, Second-4100000000");
        Answer::of(request.body(body)).await
    }

    /// Somebody else, who holds these rights at these places.
    pub(super) async fn member(&self, name: &str, grants: &[(&str, &[&str])]) {
        let account = json!({ "username": name, "password": House::PASSWORD });
        let account = self.make("accounts", &account).await;
        for (path, rights) in grants {
            self.grant(&account["id"], path, rights).await;
        }
    }

    pub(super) async fn grant(&self, principal: &Value, path: &str, rights: &[&str]) {
        let grant = json!({ "principal": principal, "path": path, "rights": rights });
        self.make("grants", &grant).await;
    }

    async fn make(&self, list: &str, body: &Value) -> Value {
        let admin = self.house.admin().await;
        let made = admin.post(&format!("/api/v1/admin/{list}"), body).await;
        assert_eq!(made.status, 201, "{list} {body}: {}", made.text());
        made.json()
    }

    /// A request of somebody else's.
    pub(super) fn request_of(&self, name: &str, method: &str, path: &str) -> RequestBuilder {
        let request = self.actor.request(method, path);
        request.basic_auth(name, Some(House::PASSWORD))
    }

    /// A request of nobody's.
    pub(super) async fn ask_as_guest(&self, method: &str, path: &str) -> Answer {
        Answer::of(self.actor.request(method, path)).await
    }

    /// The calls to Graph since the last look.
    pub(super) fn calls(&self) -> usize {
        let calls = self.house.sim.journal().graph_calls();
        self.house.sim.journal().clear();
        calls
    }

    pub(super) async fn stop(self) {
        self.house.stop().await;
    }
}

/// What a property of this name has in it, the first time that it stands in an answer.
pub(super) fn value<'t>(multistatus: &'t str, name: &str) -> Option<&'t str> {
    let mut after = multistatus.split(name).skip(1);
    let rest = after.find(|rest| rest.starts_with(['>', ' ', '/']))?;
    let (head, content) = rest.split_once('>')?;
    let content = content.split('<').next();
    content.filter(|_| !head.ends_with('/')).or(Some(""))
}

/// What stands between `D:href` and its end.
pub(super) fn hrefs(multistatus: &str) -> Vec<String> {
    let parts = multistatus.split("<D:href>").skip(1);
    let hrefs = parts.filter_map(|part| part.split("</D:href>").next());
    hrefs.map(str::to_owned).collect()
}
