//! The secrets of the server itself: its keys, what it shows to Microsoft, and tokens that it replaces.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use graph_sim::{Exchange, Fault, Listener};
use onefold::domain::{Clock as _, CredentialRole, Secret, SessionId, TenantId};
use onefold::doors::{Random, SystemClock};
use onefold::store::{Store, TokenHash};
use onefold::vault::{Aad, MasterKey, Vault};
use serde_json::{Value, json};

use super::planted::Stage;
use super::search::Search;
use crate::support::{Actor, Answer, Premises, text};

const MASTER_KEY: &[u8; 32] = b"mk-master-key-0123456789abcdef!!";
const METRICS_TOKEN: &str = "mk-metrics-token-3d7";
const GRAPH_TOKEN: &str = "mk-graph-token-4e8";
const COOKIE: &str = "ofs_mk-cookie-of-yesterday-5f9";

/// What stands in every JSON Web Token, be it what our certificate has signed or what Microsoft has issued: the seam
/// between its first two parts. Three letters alone stand in many a certificate, by chance; a period stands in none.
const WEB_TOKEN: &str = ".eyJ";

/// Lays the secrets beside the configuration that lie in files.
pub(super) fn declare(premises: &Premises, search: &mut Search) {
    let master = STANDARD.encode(MASTER_KEY);
    let bytes = MASTER_KEY.iter();
    let hexadecimal = bytes.fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    premises.write("master", &master);
    premises.write("metrics", METRICS_TOKEN);
    let config = premises.read("config.yaml");
    let files = "master_key_file: master\nmetrics_token_file: metrics\n";
    premises.write("config.yaml", &format!("{files}{config}"));
    search.plant("the master key in base64", &master);
    search.plant("the master key in hexadecimal", &hexadecimal);
    search.plant_bytes("the master key", MASTER_KEY);
    search.plant("the token for figures", METRICS_TOKEN);
    search.plant("a token of Microsoft's", GRAPH_TOKEN);
    search.plant_short("a web token", WEB_TOKEN);
    search.plant("a cookie that was replaced", COOKIE);
}

impl Stage {
    /// Climbs a tenant's ladder with a token that Microsoft has issued, and will not know.
    pub(super) async fn show_a_strange_token(&mut self, tenant: &str) {
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let (head, claims) = (
            part(json!({ "typ": "JWT", "alg": "RS256" })),
            part(json!({ "roles": ["Files.Read.All"] })),
        );
        let issued = json!({
            "token_type": "Bearer", "expires_in": 3_599,
            "access_token": format!("{head}.{claims}.{GRAPH_TOKEN}"),
        });
        let fault = Fault::on(Listener::Login).path_matches("oauth2/v2.0/token");
        let fault = fault.status(200).body(issued.to_string());
        self.premises.sim.faults().add(fault);
        let admin = self.admin.clone();
        self.post(&admin, &format!("{tenant}/test"), &json!({}))
            .await;
        self.premises.sim.faults().clear();
        let refused = |one: &Exchange| one.listener == Listener::Graph && one.status == Some(401);
        let entries = self.premises.sim.journal().entries();
        assert!(entries.iter().any(refused), "it was shown: {entries:#?}");
    }

    /// Climbs it with what its certificate has signed. What a command has written a server finds within a
    /// second or two.
    pub(super) async fn show_an_assertion(&mut self, tenant: &str) {
        let signed = |one: &Exchange| one.listener == Listener::Login && one.bytes_in > 800;
        for _ in 0..2_000 {
            let admin = self.admin.clone();
            self.post(&admin, &format!("{tenant}/test"), &json!({}))
                .await;
            if self.premises.sim.journal().entries().iter().any(signed) {
                return;
            }
        }
        unreachable!("nothing was signed with the certificate");
    }

    /// Has the tokens of two sessions replaced: the one because somebody asks, the other since it is old.
    pub(super) async fn renew(&mut self, password: &str) {
        let sign_in = || Actor::sign_in(self.url(), "eve", password);
        let (asking, browsing) = (sign_in().await, sign_in().await);
        let refreshed = asking.post("/api/v1/auth/refresh", &json!({})).await;
        assert_eq!(refreshed.status, 200, "{}", refreshed.text());
        let token = text(&refreshed.json(), "token");
        self.search
            .keep_but("a refreshed token", &refreshed, &token);

        let listed = browsing.get("/api/v1/me/sessions").await.json();
        let rows = listed["items"].as_array().expect("a list").clone();
        let own = rows.iter().find(|row| row["current"] == true);
        let id = SessionId::parse(&text(own.expect("it asks"), "id")).expect("an id");
        let token = browsing.token().expect("signed in").to_owned();
        self.search.plant("a session", &token);
        self.grow_old(&id, &token).await;
        let cookie = format!("onefold={COOKIE}");
        let headers = [("cookie", cookie.as_str())];
        let answer = self.anonymous().get_with("/@me", &headers).await;
        let renewed = value_of_cookie(&answer).expect("another cookie");
        assert_ne!(renewed, COOKIE);
        self.search.keep_but("a renewed cookie", &answer, &renewed);
    }

    /// Gives a session a token of our own, as if it had got it the day before yesterday.
    async fn grow_old(&self, id: &SessionId, token: &str) {
        let store = Store::open(&self.premises.path("data")).await;
        let store = store.expect("commands open it beside the server");
        let past = SystemClock.now().before(Duration::from_hours(48));
        let [old, new] = [token, COOKIE].map(|token| TokenHash::of(&Secret::new(token.to_owned())));
        let rotated = store.rotate_session(id, &old, &new, past).await;
        assert!(rotated.expect("it is writable"), "it has this token");
        store.close().await;
    }

    /// Asks for the figures: from elsewhere with their token and with another one, as this machine with none.
    pub(super) async fn measure(&mut self, wrong: &str) {
        for (token, expected) in [(METRICS_TOKEN, 200), (wrong, 404)] {
            let bearer = format!("Bearer {token}");
            let from_afar = [
                ("authorization", bearer.as_str()),
                ("x-forwarded-for", "192.0.2.1"),
            ];
            let figures = self.get_with("/metrics", &from_afar).await;
            assert_eq!(figures.status, expected, "{}", figures.text());
        }
        assert_eq!(self.get_with("/metrics", &[]).await.status, 200);
    }
}

/// What an answer puts into a cookie, where it puts something there.
pub(super) fn value_of_cookie(answer: &Answer) -> Option<String> {
    let cookie = answer.header("set-cookie").split(';').next()?;
    let (_, value) = cookie.split_once('=')?;
    (!value.is_empty()).then(|| value.to_owned())
}

/// Opens the key of a tenant's certificate where it lies sealed, and looks for it from now on, in every form
/// in which a key is written.
pub(super) async fn plant_private_key(premises: &Premises, tenant: &str, search: &mut Search) {
    let store = Store::open(&premises.path("data")).await;
    let store = store.expect("the server has stopped");
    let id = tenant.rsplit('/').next().unwrap_or_default();
    let id = TenantId::parse(id).expect("an id");
    let stored = store.find_credentials(&id).await.expect("it is readable");
    let certified = stored
        .iter()
        .find(|one| one.role == CredentialRole::Current && one.certificate.is_some());
    let certified = certified.expect("it was made");
    let master = MasterKey::from_text(&STANDARD.encode(MASTER_KEY)).expect("a key");
    let place = Aad {
        table: "credentials",
        row: certified.id.as_str(),
        column: "sealed",
    };
    let key = Vault::new(&master, Random).open(place, &certified.sealed);
    let key = key.expect("our key has sealed it");
    let key = key.expose();
    search.plant_bytes("a private key", key);
    // The beginning of every key is the same.
    search.plant_bytes("the secret part of a private key", &key[key.len() / 2..]);
    let body = STANDARD.encode(key);
    for line in body
        .as_bytes()
        .chunks(64)
        .skip(1)
        .filter(|line| line.len() == 64)
    {
        search.plant_bytes("a line of a private key", line);
    }
    store.close().await;
}
