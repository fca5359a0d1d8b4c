//! Microsoft's host names with TLS, by the proxy and by the port of all hosts.

use graph_sim::{
    App, Cloud, Exchange, Listener, Options, Role, Sim, SiteHandle, Tenant, User, UserHandle, World,
};
use reqwest::{Certificate, Client, ClientBuilder, Method, Proxy, Version, redirect};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::kit::{Answer, read};

const SECRET: &str = "a secret";

struct Ground {
    sim: Sim,
    http: Client,
    token: String,
    ada: UserHandle,
    team: SiteHandle,
}

impl Ground {
    async fn start(cloud: Cloud) -> Self {
        let mut world = World::in_cloud(7, cloud);
        let contoso = world.add_tenant(Tenant::new("Contoso", "contoso.example"));
        let app = world.add_app(&contoso, application());
        let ada = world.add_user(&contoso, User::new("ada", "Ada"));
        let team = world.add_site(&contoso, graph_sim::Site::team("sites/team", "Team"));
        world
            .drive_of(&ada)
            .add_file("/hello.txt", "Hello World!", World::BEGINNING)
            .add_file("/picture.png", vec![7; 2000], World::BEGINNING)
            .fill("/Many", 30, |n| format!("file {n}.txt"));
        let mut library = world.drive_by(&team.drive);
        library.add_file("/plan.txt", "a plan", World::BEGINNING);
        let sim = Sim::start(world, Options::default()).await.unwrap();
        let http = through_proxy(&sim);
        let tenant = &contoso.directory_id;
        let url = format!("{}{tenant}/oauth2/v2.0/token", sim.login_url());
        let scope = sim.graph_scope();
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &app.client_id),
            ("client_secret", SECRET),
            ("scope", &scope),
        ];
        let answer = read(http.post(url).form(&form).send().await.unwrap()).await;
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        Self {
            sim,
            http,
            token,
            ada,
            team,
        }
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> Answer {
        let url = if path.starts_with("https://") {
            path.to_owned()
        } else {
            format!("{}v1.0{path}", self.sim.graph_url())
        };
        let request = self.http.request(method, url).bearer_auth(&self.token);
        let request = request.header("Content-Type", "application/json");
        read(request.body(body.to_string()).send().await.unwrap()).await
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.ask(Method::GET, path, Value::Null).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    fn in_drive(&self, rest: &str) -> String {
        format!("/drives/{}{rest}", self.ada.drive_id)
    }

    fn refused(&self) -> Vec<Exchange> {
        let mut entries = self.sim.journal().entries();
        entries.retain(|exchange| exchange.listener == Listener::Proxy);
        entries
    }
}

fn application() -> App {
    let mut app = App::writer("Onefold", SECRET);
    app.roles.push(Role::SitesReadAll);
    app
}

#[expect(clippy::disallowed_methods, reason = "the client of these tests")]
fn trusting(sim: &Sim) -> ClientBuilder {
    let pem = sim.certificate_authority_pem().unwrap();
    let authority = Certificate::from_pem(pem.as_bytes()).unwrap();
    Client::builder()
        .tls_certs_only([authority])
        .redirect(redirect::Policy::none())
}

fn through_proxy(sim: &Sim) -> Client {
    let proxy = Proxy::all(sim.proxy_url().unwrap()).unwrap();
    trusting(sim).proxy(proxy).build().unwrap()
}

/// What the proxy says to a request written by hand.
async fn say(sim: &Sim, request: &str) -> String {
    let proxy = sim.proxy_url().unwrap();
    let address = proxy.strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(address.trim_end_matches('/'))
        .await
        .unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

fn links(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.contains("://") => found.push(text.clone()),
        Value::Array(entries) => entries.iter().for_each(|entry| links(entry, found)),
        Value::Object(entries) => entries.values().for_each(|entry| links(entry, found)),
        _ => {}
    }
}

#[tokio::test]
async fn a_program_with_microsofts_hosts_built_in_reaches_all_of_them_through_the_proxy() {
    let ground = Ground::start(Cloud::Global).await;
    assert_eq!(ground.sim.login_url(), "https://login.microsoftonline.com/");
    let item = ground.get(&ground.in_drive("/root:/hello.txt")).await;
    let url = item["@microsoft.graph.downloadUrl"].as_str().unwrap();
    assert!(url.starts_with("https://contoso-my.sharepoint.com/personal/ada_contoso_example/"));
    let answer = read(ground.http.get(url).send().await.unwrap()).await;
    assert_eq!(answer.text(), "Hello World!");
    let journal = ground.sim.journal();
    assert_eq!((journal.token_requests(), journal.content_calls()), (1, 1));
    assert!(ground.refused().is_empty());
}

#[tokio::test]
async fn each_cloud_has_its_own_names() {
    for (cloud, graph, content) in [
        (
            Cloud::UsGovernment,
            "https://graph.microsoft.us/",
            "https://contoso-my.sharepoint.us/",
        ),
        (
            Cloud::UsDefense,
            "https://dod-graph.microsoft.us/",
            "https://contoso-my.sharepoint-mil.us/",
        ),
        (
            Cloud::China,
            "https://microsoftgraph.chinacloudapi.cn/",
            "https://contoso-my.sharepoint.cn/",
        ),
    ] {
        let ground = Ground::start(cloud).await;
        assert_eq!(ground.sim.graph_url(), graph);
        let item = ground.get(&ground.in_drive("/root:/hello.txt")).await;
        let url = item["@microsoft.graph.downloadUrl"].as_str().unwrap();
        assert!(url.starts_with(content), "{url}");
        let answer = read(ground.http.get(url).send().await.unwrap()).await;
        assert_eq!(answer.text(), "Hello World!");
        let elsewhere = ground.http.get("https://graph.microsoft.com/v1.0/users");
        assert!(elsewhere.send().await.is_err());
        assert_eq!(ground.refused().len(), 1);
    }
}

#[tokio::test]
async fn with_real_names_all_links_are_real_names() {
    let ground = Ground::start(Cloud::Global).await;
    let mut found = Vec::new();
    for path in [
        "/root",
        "/root/children?$top=1&$expand=thumbnails",
        "/root:/Many:/children?$top=10",
        "/root/delta?$top=2",
        "/root:/picture.png:/thumbnails",
        "/root:/hello.txt:/permissions",
        "/root/search(q='hello')",
    ] {
        links(&ground.get(&ground.in_drive(path)).await, &mut found);
    }
    let site = format!("/sites/{}", ground.team.id);
    links(&ground.get(&site).await, &mut found);
    let library = format!("/drives/{}/root/children", ground.team.drive.id);
    links(&ground.get(&library).await, &mut found);
    let upload = json!({ "item": {} });
    let path = ground.in_drive("/root:/new.bin:/createUploadSession");
    let answer = ground.ask(Method::POST, &path, upload).await;
    links(&answer.json(), &mut found);
    let path = ground.in_drive("/root:/hello.txt:/createLink");
    let link = json!({ "type": "view", "scope": "organization" });
    links(
        &ground.ask(Method::POST, &path, link).await.json(),
        &mut found,
    );
    let path = ground.in_drive("/root:/hello.txt:/preview");
    let preview = ground.ask(Method::POST, &path, json!({})).await;
    links(&preview.json(), &mut found);
    let path = ground.in_drive("/root:/hello.txt:/content");
    let answer = ground.ask(Method::GET, &path, Value::Null).await;
    found.push(answer.header("Location").to_owned());
    let path = ground.in_drive("/root:/hello.txt:/copy");
    let copy = json!({ "name": "copy.txt" });
    let answer = ground.ask(Method::POST, &path, copy).await;
    found.push(answer.header("Location").to_owned());
    assert!(found.len() > 30, "{found:#?}");
    for link in &found {
        let real = [
            "https://graph.microsoft.com/v1.0/",
            "https://contoso-my.sharepoint.com/",
            "https://contoso.sharepoint.com/",
        ];
        assert!(real.iter().any(|base| link.starts_with(base)), "{link}");
    }
    let next = found.iter().find(|link| link.contains("skiptoken"));
    ground.get(next.expect("a next link")).await;
    assert!(ground.sim.journal().defects().is_empty());
}

#[tokio::test]
async fn a_host_that_nobody_plays_is_refused_and_noted() {
    let ground = Ground::start(Cloud::Global).await;
    for host in [
        "example.com:443",
        "graph.microsoft.us:443",
        "fabrikam.sharepoint.com:443",
        "graph.microsoft.com:80",
        "127.0.0.1:443",
    ] {
        let request =
            format!("CONNECT {host} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = say(&ground.sim, &request).await;
        assert!(answer.starts_with("HTTP/1.1 403 "), "{host}: {answer}");
        let noted = ground.refused().pop().unwrap();
        assert_eq!(
            (noted.method.as_str(), noted.path.as_str()),
            ("CONNECT", host)
        );
        assert!(noted.defect && noted.finished && !noted.aborted);
    }
}

#[tokio::test]
async fn what_is_not_encrypted_does_not_pass_the_proxy() {
    let ground = Ground::start(Cloud::Global).await;
    let url = "http://graph.microsoft.com/v1.0/users";
    let request = format!("GET {url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let answer = say(&ground.sim, &request).await;
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    assert_eq!(ground.refused().pop().unwrap().path, url);
}

#[tokio::test]
async fn the_port_of_all_hosts_tells_them_apart_by_their_names() {
    let ground = Ground::start(Cloud::Global).await;
    let address = ground.sim.tls_address().unwrap();
    let hosts = [
        "login.microsoftonline.com",
        "graph.microsoft.com",
        "contoso.sharepoint.com",
        "fabrikam.sharepoint.com",
    ];
    let client = hosts
        .iter()
        .fold(trusting(&ground.sim).no_proxy(), |client, host| {
            client.resolve(host, address)
        });
    let client = client.build().unwrap();
    let ask = async |host: &str, path: &str| {
        let url = format!("https://{host}/{path}");
        let answer = client.get(url).bearer_auth(&ground.token).send().await;
        answer.unwrap().status().as_u16()
    };
    let discovery = "contoso.example/v2.0/.well-known/openid-configuration";
    assert_eq!(ask(hosts[0], discovery).await, 200);
    assert_eq!(ask(hosts[1], "v1.0/users").await, 200);
    assert_eq!(ask(hosts[2], "_layouts/15/download.aspx").await, 401);
    assert_eq!(ask(hosts[3], "").await, 421);
    let listeners: Vec<_> = ground.sim.journal().entries();
    let listeners: Vec<_> = listeners.iter().map(|entry| entry.listener).collect();
    assert!(listeners.ends_with(&[
        Listener::Login,
        Listener::Graph,
        Listener::Content,
        Listener::Proxy
    ]));
}

#[tokio::test]
async fn only_its_own_authority_vouches_for_the_simulator() {
    let ground = Ground::start(Cloud::Global).await;
    let other = Ground::start(Cloud::Global).await;
    let proxy = Proxy::all(ground.sim.proxy_url().unwrap()).unwrap();
    let client = trusting(&other.sim).proxy(proxy).build().unwrap();
    assert!(client.get(ground.sim.graph_url()).send().await.is_err());
    let mut answer = ground.http.get(ground.sim.graph_url());
    answer = answer.bearer_auth("x");
    assert_ne!(answer.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn http2_is_chosen_unless_a_client_speaks_only_the_older_one() {
    let ground = Ground::start(Cloud::Global).await;
    let answer = ground.http.get(ground.sim.graph_url()).send().await;
    assert_eq!(answer.unwrap().version(), Version::HTTP_2);
    let proxy = Proxy::all(ground.sim.proxy_url().unwrap()).unwrap();
    let older = trusting(&ground.sim).proxy(proxy).http1_only();
    let answer = older.build().unwrap().get(ground.sim.graph_url()).send();
    assert_eq!(answer.await.unwrap().version(), Version::HTTP_11);
}

#[tokio::test]
async fn without_real_names_each_listener_speaks_tls_to_those_who_begin_with_it() {
    let mut world = World::new(7);
    let contoso = world.add_tenant(Tenant::new("Contoso", "contoso.example"));
    world.add_app(&contoso, App::writer("Onefold", SECRET));
    let options = Options {
        tls: true,
        ..Options::default()
    };
    let sim = Sim::start(world, options).await.unwrap();
    assert!(sim.login_url().starts_with("https://127.0.0.1:"));
    let client = trusting(&sim).build().unwrap();
    let address = "contoso.example/v2.0/.well-known/openid-configuration";
    let encrypted = format!("{}{address}", sim.login_url());
    let plain = encrypted.replace("https://", "http://");
    for url in [encrypted, plain] {
        let answer = read(client.get(url).send().await.unwrap()).await;
        let endpoint = answer.json()["token_endpoint"].clone();
        assert!(endpoint.as_str().unwrap().starts_with(&sim.login_url()));
    }
    assert_eq!(
        client.get(sim.control_url()).send().await.unwrap().status(),
        404
    );
}

#[tokio::test]
async fn a_next_link_leads_back_the_way_the_client_came() {
    let mut world = World::new(7);
    let contoso = world.add_tenant(Tenant::new("Contoso", "contoso.example"));
    let app = world.add_app(&contoso, App::reader("Onefold", SECRET));
    for number in 0..3 {
        world.add_user(&contoso, User::new(format!("user{number}"), "User"));
    }
    let options = Options {
        tls: true,
        ..Options::default()
    };
    let sim = Sim::start(world, options).await.unwrap();
    let client = trusting(&sim).build().unwrap();
    let plain = sim.graph_url().replace("https://", "http://");
    let local = sim.graph_url().replace("127.0.0.1", "localhost");
    for graph in [sim.graph_url(), plain, local] {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &app.client_id),
            ("client_secret", SECRET),
            ("scope", &format!("{}.default", sim.graph_url())),
        ];
        let url = format!("{}contoso.example/oauth2/v2.0/token", sim.login_url());
        let answer = read(client.post(url).form(&form).send().await.unwrap()).await;
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        let url = format!("{graph}v1.0/users?$top=1");
        let page = read(client.get(url).bearer_auth(token).send().await.unwrap()).await;
        let next = page.json()["@odata.nextLink"].clone();
        assert!(next.as_str().unwrap().starts_with(&graph), "{next}");
    }
}
