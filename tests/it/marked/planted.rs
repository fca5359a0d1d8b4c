//! Secrets of every kind, used rightly and wrongly.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use graph_sim::{Fault, Listener};
use serde_json::{Value, json};

use super::search::Search;
use super::{PATIENCE, loud, own};
use crate::support::{Actor, Answer, House, Org, Premises, Running, text};

const PASSWORD: &str = "mk-account-password-5f1";
const NEW_PASSWORD: &str = "mk-account-password-6f2";
const FOLDER_PASSWORD: &str = "mk-folder-password-7a3";

/// What somebody types who takes one field for the other, or is mistaken.
const TYPED: [(&str, &str); 8] = [
    ("a password typed as a name", "mk-typed-as-name-8b4"),
    ("a wrong password", "mk-wrong-password-9c5"),
    ("a wrong folder's password", "mk-wrong-folder-ad6"),
    ("a wrong token", "mk-wrong-token-be7"),
    ("a wrong cookie", "mk-wrong-cookie-cf8"),
    ("a wrong mark of a link", "mk-wrong-sign-d09"),
    ("a client secret", "mk-client-secret-e1a"),
    ("a next client secret", "mk-next-client-secret-f2b"),
];

/// A running server, an administrator, and what is looked for.
pub(super) struct Stage {
    pub(super) premises: Premises,
    server: Running,
    pub(super) admin: Actor,
    pub(super) search: Search,
}

impl Stage {
    async fn start() -> Self {
        let premises = Premises::of(&["contoso"], &loud("text")).await;
        let mut search = Search::default();
        own::declare(&premises, &mut search);
        premises.create_administrator();
        let server = premises.serve_with(&[("RUST_LOG", "trace")]);
        let admin = premises.sign_in(&server).await;
        for (what, secret) in TYPED {
            search.plant(what, secret);
        }
        for (what, secret) in [
            ("the administrator's password", House::PASSWORD),
            ("the application's secret", Org::SECRET),
            ("an account's password", PASSWORD),
            ("an account's new password", NEW_PASSWORD),
            ("a folder's password", FOLDER_PASSWORD),
            ("a private key", "PRIVATE KEY"),
            ("a session", admin.token().expect("signed in")),
        ] {
            search.plant(what, secret);
        }
        Self {
            premises,
            server,
            admin,
            search,
        }
    }

    pub(super) fn url(&self) -> String {
        self.server.url().to_owned()
    }

    pub(super) fn anonymous(&self) -> Actor {
        Actor::new(self.url(), None)
    }

    pub(super) async fn post(&mut self, actor: &Actor, path: &str, body: &Value) -> Answer {
        let answer = actor.post(path, body).await;
        self.search.keep(&format!("POST {path}"), answer)
    }

    async fn get(&mut self, actor: &Actor, path: &str) -> Answer {
        let answer = actor.get(path).await;
        self.search.keep(&format!("GET {path}"), answer)
    }

    pub(super) async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let answer = self.anonymous().get_with(path, headers).await;
        self.search.keep(&format!("GET {path}"), answer)
    }

    async fn form(&mut self, path: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
        let request = self.anonymous().request("POST", path).body(body.to_owned());
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let with = |request: reqwest::RequestBuilder, (name, value): &(&str, &str)| {
            request.header(*name, *value)
        };
        let answer = Answer::of(headers.iter().fold(request, with)).await;
        self.search.keep(&format!("POST {path}"), answer)
    }

    /// Registers an organization with secrets that are good for nothing, and lets it fail with them; its
    /// address.
    async fn administer(&mut self) -> String {
        let (admin, org) = (self.admin.clone(), &self.premises.orgs[0]);
        let (secret, next) = (TYPED[6].1, TYPED[7].1);
        let body = json!({
            "name": "Other", "cloud": "lab", "path_prefix": "/other", "client_secret": secret,
            "directory_id": org.tenant.directory_id, "client_id": org.app.client_id,
        });
        let made = self
            .post(&admin, "/api/v1/admin/tenants", &body)
            .await
            .json();
        let tenant = format!("/api/v1/admin/tenants/{}", text(&made, "id"));
        let change = json!({ "next_client_secret": next });
        let changed = admin.patch(&tenant, &change).await;
        assert_eq!(self.search.keep("PATCH a tenant", changed).status, 200);
        self.show_a_strange_token(&tenant).await;
        self.post(&admin, &format!("{tenant}/test"), &json!({}))
            .await;
        self.post(
            &admin,
            "/api/v1/admin/tenants",
            &json!({ "client_secret": [secret] }),
        )
        .await;
        let account = json!({ "username": "eve", "password": PASSWORD });
        let made = self.post(&admin, "/api/v1/admin/accounts", &account).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let eve = text(&made.json(), "id");
        self.post(&admin, "/api/v1/admin/accounts", &account).await;
        let rule = json!({ "path": "/contoso/ada/vault", "password": FOLDER_PASSWORD });
        let made = self.post(&admin, "/api/v1/admin/rules", &rule).await;
        assert_eq!(made.status, 201, "{}", made.text());
        for principal in [eve.as_str(), "guest"] {
            let grant = json!({
                "principal": principal, "path": "/contoso", "rights": ["list", "read"],
            });
            let given = self.post(&admin, "/api/v1/admin/grants", &grant).await;
            assert_eq!(given.status, 201, "{}", given.text());
        }
        self.certify(&tenant);
        self.show_an_assertion(&tenant).await;
        tenant
    }

    /// Makes a certificate, whose key lies sealed from then on.
    fn certify(&self, tenant: &str) {
        let id = tenant.rsplit('/').next().unwrap_or_default();
        let line = [
            "tenant",
            "new-certificate",
            id,
            "--replace",
            "--config",
            "config.yaml",
        ];
        let output = self.premises.run(&line);
        assert!(output.status.success(), "{output:?}");
        self.search
            .assert_not_in("what the command says", &output.stdout);
        self.search
            .assert_not_in("what the command complains of", &output.stderr);
    }

    /// Comes in rightly by every way, and wrongly.
    async fn come_in(&mut self) -> Actor {
        let typed = TYPED.map(|(_, secret)| secret);
        let anonymous = self.anonymous();
        for credentials in [
            json!({ "username": typed[0], "password": typed[1] }),
            json!({ "username": "eve", "password": typed[1] }),
            json!({ "username": [typed[0]], "password": { "a": typed[1] } }),
        ] {
            self.post(&anonymous, "/api/v1/auth/login", &credentials)
                .await;
        }
        let wrong = format!("username={}&password={}&next=%2F", "eve", typed[1]);
        self.form("/@login", &wrong, &[]).await;
        let bearer = format!("Bearer {}", typed[3]);
        let cookie = format!("onefold={}", typed[4]);
        let basic = STANDARD.encode(format!("eve:{}", typed[1]));
        self.search.plant("credentials in base64", &basic);
        for (name, value) in [
            ("authorization", bearer.as_str()),
            ("cookie", &cookie),
            ("authorization", &format!("Basic {basic}")),
            ("onefold-unlock", typed[2]),
        ] {
            for path in [
                "/contoso/ada/vault/",
                "/api/v1/fs/list?path=/contoso/ada/vault",
                "/@me",
            ] {
                self.get_with(path, &[(name, value)]).await;
            }
        }
        let right = format!("username=eve&password={PASSWORD}&next=%2F");
        let answer = self.form("/@login", &right, &[]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let eve = Actor::sign_in(self.server.url().to_owned(), "eve", PASSWORD).await;
        self.search
            .plant("a session", eve.token().expect("signed in"));
        eve
    }

    /// Makes passes of every kind, and uses them.
    async fn make_passes(&mut self, eve: &Actor) {
        let token = json!({ "name": "program", "scopes": ["files:read", "account:read"] });
        let made = eve.post("/api/v1/me/tokens", &token).await;
        let token = text(&made.json(), "token");
        self.search.keep_but("making a token", &made, &token);
        let made = eve
            .post("/api/v1/me/app-passwords", &json!({ "name": "program" }))
            .await;
        let password = text(&made.json(), "password");
        self.search
            .keep_but("making an app password", &made, &password);
        let program = Actor::new(self.server.url().to_owned(), Some(token));
        self.get(&program, "/api/v1/fs/list?path=/contoso/ada")
            .await;
        let basic = STANDARD.encode(format!("eve:{password}"));
        self.search.plant("an app password in base64", &basic);
        self.get_with(
            "/contoso/ada/",
            &[("authorization", &format!("Basic {basic}"))],
        )
        .await;
        for door in ["d", "p"] {
            let made = eve
                .get(&format!(
                    "/api/v1/fs/link?path=/contoso/ada/a.txt&door={door}"
                ))
                .await;
            let url = text(&made.json(), "url");
            let sign = url.split_once("?sign=").expect("it is signed").1.to_owned();
            self.search.keep_but("making a link", &made, &sign);
            let used = self.anonymous().get(&url).await;
            assert!(used.status == 200 || used.status == 302, "{}", used.text());
            let other = format!("/{door}/contoso/ada/b.txt?sign={sign}");
            self.get_with(&other, &[]).await;
            let wrong = format!("/{door}/contoso/ada/vault/x?sign=1.k.9.{}.d.m", TYPED[5].1);
            self.get_with(&wrong, &[("accept", "text/html")]).await;
        }
    }

    /// Unlocks by every way.
    async fn unlock(&mut self, eve: &Actor) {
        for password in [TYPED[2].1, FOLDER_PASSWORD] {
            let body = json!({ "path": "/contoso/ada/vault", "password": password });
            self.post(eve, "/api/v1/auth/unlock", &body).await;
            let fields = format!("path=%2Fcontoso%2Fada%2Fvault&password={password}&next=%2F");
            let answer = self.form("/@unlock", &fields, &[]).await;
            let kept = own::value_of_cookie(&answer);
            assert_eq!(kept.is_some(), password == FOLDER_PASSWORD, "{answer:?}");
            if let Some(kept) = kept {
                let cookie = format!("{}={kept}", name_of_cookie(&answer));
                self.get_with("/contoso/ada/vault/", &[("cookie", &cookie)])
                    .await;
                self.search
                    .plant_in_data_and_log("a guest's unlocked folders", &kept);
            }
            self.get_with("/contoso/ada/vault/", &[("onefold-unlock", password)])
                .await;
        }
    }

    /// What fails at Microsoft's, and what is downloaded.
    async fn fail_and_fetch(&mut self, eve: &Actor) {
        let redirect = eve.get("/d/contoso/ada/a.txt").await;
        let location = redirect.header("location").to_owned();
        let (_, query) = location.split_once('?').expect("a URL with a token");
        self.search.keep_but("a redirect", &redirect, query);
        self.get(eve, "/p/contoso/ada/a.txt").await;
        for fault in [
            Fault::on(Listener::Content).nth(1).status(403),
            Fault::on(Listener::Graph).nth(1).status(500),
            Fault::on(Listener::Graph).nth(1).drop_connection(),
        ] {
            self.premises.sim.faults().add(fault);
            for path in [
                "/p/contoso/ada/a.txt",
                "/contoso/ada/nothing",
                "/contoso/ada/a.txt",
            ] {
                let admin = self.admin.clone();
                self.get(&admin, path).await;
                self.get(eve, path).await;
            }
            self.premises.sim.faults().clear();
        }
    }
}

fn name_of_cookie(answer: &Answer) -> &str {
    let cookie = answer.header("set-cookie");
    cookie.split('=').next().unwrap_or_default()
}

impl Search {
    /// What an answer hands out again whenever it is asked for: looked for in log and data.
    fn plant_in_data_and_log(&mut self, what: &str, secret: &str) {
        self.assert_not_answered();
        self.forget_answers();
        self.plant(what, secret);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_told_to_the_log_the_data_an_answer_or_the_figures() {
    let mut stage = Stage::start().await;
    let tenant = stage.administer().await;
    let eve = stage.come_in().await;
    stage.make_passes(&eve).await;
    stage.unlock(&eve).await;
    stage.fail_and_fetch(&eve).await;
    stage.renew(PASSWORD).await;
    let change = json!({ "password": PASSWORD, "new_password": NEW_PASSWORD });
    let changed = eve.post("/api/v1/me/password", &change).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let session = text(&changed.json(), "token");
    stage
        .search
        .keep_but("changing the password", &changed, &session);
    for list in [
        "tenants", "accounts", "rules", "tokens", "audit", "mounts", "groups", "grants",
    ] {
        let admin = stage.admin.clone();
        stage.get(&admin, &format!("/api/v1/admin/{list}")).await;
    }
    for path in [
        "/@me",
        "/",
        "/api/v1/me/sessions",
        "/api/v1/me/tokens",
        "/api/v1/me/app-passwords",
    ] {
        let again = Actor::new(stage.server.url().to_owned(), Some(session.clone()));
        assert_eq!(stage.get(&again, path).await.status, 200, "{path}");
    }
    stage.measure(TYPED[3].1).await;
    stage.search.assert_not_answered();

    let Stage {
        premises,
        server,
        mut search,
        ..
    } = stage;
    let data = premises.path("data");
    assert!(
        search.assert_not_in_files(&data) >= 2,
        "database and log of it"
    );
    let ended = server.stop(PATIENCE).expect("it stops in time");
    own::plant_private_key(&premises, &tenant, &mut search).await;
    assert!(ended.log.contains("answered"), "it is loud: {}", ended.log);
    search.assert_not_in("the log", ended.log.as_bytes());
    assert_eq!(ended.output, "", "all was said with the first line");
    search.assert_not_answered();
    search.assert_not_in_files(&data);
}
