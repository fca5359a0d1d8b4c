//! Organizations that sign in with a certificate.

use std::sync::Arc;
use std::time::Duration;

use graph_sim::Secret;
use onefold::domain::{Certificate, TenantId};
use onefold::doors::{Random, Tasks};
use onefold::services::{Placement, Rotation};
use onefold::store::Store;
use onefold::vault::{Aad, MasterKey, Vault};
use serde_json::{Value, json};

use super::{Scene, TENANTS, created, lies_in, refusal, with};

const YEAR: Duration = Duration::from_hours(365 * 24);
const DAY: Duration = Duration::from_hours(24);

impl Scene {
    /// Registers Fabrikam without a secret, and mounts Ada's drive.
    pub(super) async fn register_bare(&self) -> String {
        let body = with(self.registration(), "client_secret", Value::Null);
        let id = created(&self.admin.post(TENANTS, &body).await);
        self.mount(&id, "/fabrikam/ada").await;
        id
    }

    /// The same with its secret. It is known to be well: nothing but visitors asks for tokens then.
    pub(super) async fn register_mounted(&self) -> String {
        let id = self.register().await;
        self.mount(&id, "/fabrikam/ada").await;
        assert!(self.test(TENANTS, &id).await.0);
        assert_eq!(self.admin.list("/fabrikam/ada").await.status, 200);
        self.house.sim.journal().clear();
        id
    }

    /// The database and the vault, as a command opens them beside the server.
    pub(super) async fn beside(&self) -> (Store, Vault) {
        let data = self.house.folder().join("data");
        let master = MasterKey::load(&data.join(MasterKey::FILE_NAME)).expect("a key");
        let store = Store::open(&data).await.expect("it opens beside");
        (store, Vault::new(&master, Random))
    }

    /// Makes a certificate for Fabrikam, as the command does, and waits until the server has followed.
    pub(super) async fn make_certificate(&self, id: &str, placement: Placement) -> Certificate {
        let clock = Arc::clone(&self.house.clock) as _;
        let rotation = Rotation::new(self.beside().await, &Tasks::default(), (clock, Random));
        let made = rotation.make_certificate(id, placement, YEAR).await;
        let made = made.expect("there is such an organization");
        rotation.keep(&made).await.expect("it is writable");
        self.house.advance(Duration::from_secs(1));
        let thumbprint = json!(made.certificate.thumbprints.sha1_text());
        let known = async {
            loop {
                let all = self.credentials(id).await;
                let all = all.as_array().expect("a list").clone();
                if all.iter().any(|one| one["thumbprint"] == thumbprint) {
                    return;
                }
            }
        };
        let followed = tokio::time::timeout(Duration::from_secs(30), known).await;
        followed.expect("the server follows");
        made.certificate
    }

    /// Uploads it to Entra.
    pub(super) fn upload(&self, certificate: &Certificate) {
        let app = self.fabrikam.app.clone();
        self.house
            .sim
            .change(|world| world.add_certificate(&app, &certificate.der));
    }

    /// What the application may prove itself with in Entra, from now on.
    pub(super) fn set_secrets(&self, secrets: &[&str]) {
        let secrets = secrets.iter().map(|secret| Secret::lasting(*secret));
        let app = self.fabrikam.app.clone();
        self.house
            .sim
            .change(|world| world.set_secrets(&app, secrets.collect()));
    }

    pub(super) async fn credentials(&self, id: &str) -> Value {
        let tenant = self.admin.get(&format!("{TENANTS}/{id}")).await.json();
        tenant["credentials"].clone()
    }

    /// Kind and role of all.
    pub(super) async fn roles(&self, id: &str) -> Vec<(String, String)> {
        let all = self.credentials(id).await;
        let text = |value: &Value| value.as_str().expect("a name").to_owned();
        let all = all.as_array().expect("a list").iter();
        all.map(|one| (text(&one["kind"]), text(&one["role"])))
            .collect()
    }

    /// Waits until the server has followed a promotion: it looks once in a second.
    pub(super) async fn await_roles(&self, id: &str, expected: &[(String, String)]) {
        self.house.advance(Duration::from_secs(1));
        let waiting = async { while self.roles(id).await != expected {} };
        let waited = tokio::time::timeout(Duration::from_secs(30), waiting).await;
        assert!(waited.is_ok(), "{:?}", self.roles(id).await);
    }

    pub(super) async fn store_next(&self, id: &str, secret: &str) {
        let change = json!({ "next_client_secret": secret });
        let answer = self.admin.patch(&format!("{TENANTS}/{id}"), &change).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    /// A listing that needs a new token: nothing is remembered any more.
    pub(super) async fn list_afresh(&self) -> (u16, String) {
        self.house.advance(Duration::from_hours(2));
        self.house.sim.journal().clear();
        let answer = self.admin.list("/fabrikam/ada").await;
        let code = if answer.status == 200 {
            String::new()
        } else {
            answer.code()
        };
        (answer.status, code)
    }
}

pub(super) fn named(kind: &str, role: &str) -> (String, String) {
    (kind.to_owned(), role.to_owned())
}

pub(super) fn refused(code: &str) -> (u16, String) {
    (502, code.to_owned())
}

pub(super) const SERVED: (u16, String) = (200, String::new());

#[tokio::test]
async fn an_organization_signs_in_with_its_certificate_once_entra_knows_it() {
    let scene = Scene::start().await;
    let id = scene.register_bare().await;
    assert_eq!(scene.credentials(&id).await, json!([]));
    assert_eq!(scene.list_afresh().await, refused("credential_missing"));
    assert_eq!(scene.state(TENANTS, &id).await, "credential_missing");

    let certificate = scene.make_certificate(&id, Placement::First).await;
    assert_eq!(scene.list_afresh().await, refused("certificate_unknown"));
    scene.upload(&certificate);
    assert_eq!(scene.list_afresh().await, SERVED);
    assert_eq!(scene.state(TENANTS, &id).await, "ok");
    assert!(scene.test(TENANTS, &id).await.0);

    let shown = scene.credentials(&id).await;
    let thumbprints = certificate.thumbprints;
    assert_eq!(shown[0]["thumbprint_sha256"], thumbprints.sha256_text());
    assert_eq!(
        (&shown[0]["kind"], &shown[0]["role"]),
        (&json!("certificate"), &json!("current"))
    );
    assert!(shown[0]["expires_at"].is_string(), "{shown}");
    let scene_again = scene.house.restart().await;
    let admin = scene_again.admin().await;
    assert_eq!(admin.list("/fabrikam/ada").await.status, 200);
    scene_again.stop().await;
}

#[tokio::test]
async fn a_certificate_that_ends_is_told_before_and_after_and_microsoft_is_not_asked() {
    let scene = Scene::start().await;
    let id = scene.register_bare().await;
    let certificate = scene.make_certificate(&id, Placement::First).await;
    scene.upload(&certificate);
    let address = format!("{TENANTS}/{id}");
    assert!(scene.test(TENANTS, &id).await.0);
    let hint = async |days: u32| {
        scene.house.advance(DAY * days);
        let admin = scene.house.admin().await;
        let tenant = admin.get(&address).await.json();
        let test = admin.post(&format!("{address}/test"), &json!({})).await;
        (admin, tenant["state"]["hint"].clone(), test.text())
    };
    let (_, young, ladder) = hint(334).await;
    assert_eq!(young, Value::Null, "31 days are left");
    assert!(!ladder.contains("credential_ending"), "{ladder}");
    let (_, old, ladder) = hint(1).await;
    assert!(old.to_string().contains("30 days"), "{old}");
    assert!(ladder.contains("\"ok\":true"), "it is a warning: {ladder}");
    assert!(ladder.contains("credential_ending"), "{ladder}");

    scene.house.advance(DAY * 31);
    let admin = scene.house.admin().await;
    scene.house.sim.journal().clear();
    let answer = admin.list("/fabrikam/ada").await;
    assert_eq!(refusal(&answer), refused("certificate_expired"));
    assert_eq!(scene.house.sim.journal().token_requests(), 0);
    scene.house.stop().await;
}

#[tokio::test]
async fn a_certificate_takes_over_from_a_secret_that_is_withdrawn() {
    let scene = Scene::start().await;
    let id = scene.register_mounted().await;
    let certificate = scene.make_certificate(&id, Placement::Next).await;
    let both = [named("secret", "current"), named("certificate", "next")];
    assert_eq!(scene.roles(&id).await, both);
    scene.set_secrets(&[]);
    assert_eq!(scene.list_afresh().await, refused("secret_invalid"));
    assert_eq!(scene.roles(&id).await, both, "neither is given up");
    assert_eq!(scene.house.sim.journal().token_requests(), 2);

    scene.upload(&certificate);
    assert_eq!(scene.list_afresh().await, SERVED);
    let one = [named("certificate", "current")];
    scene.await_roles(&id, &one).await;
    scene.house.stop().await;
}

#[tokio::test]
async fn a_private_key_is_in_no_answer_and_lies_nowhere_open() {
    let scene = Scene::start().await;
    let id = scene.register_bare().await;
    let certificate = scene.make_certificate(&id, Placement::First).await;
    scene.upload(&certificate);
    assert_eq!(scene.list_afresh().await, SERVED);
    let (store, vault) = scene.beside().await;
    let tenant = TenantId::parse(&id).expect("an id");
    let stored = store.find_credentials(&tenant).await.expect("readable");
    let place = Aad {
        table: "credentials",
        row: stored[0].id.as_str(),
        column: "sealed",
    };
    let key = vault.open(place, &stored[0].sealed).expect("it opens");
    let key = key.expose();
    // Its end is private; its beginning is the modulus, which the certificate shows.
    let (_, private) = key.split_at(key.len() - 64);
    let data = scene.house.folder().join("data");
    assert!(
        lies_in(&data, &certificate.der),
        "the search finds what is there"
    );
    assert!(!lies_in(&data, private));
    let answers = [
        scene.admin.get(TENANTS).await,
        scene.admin.get(&format!("{TENANTS}/{id}")).await,
    ];
    for answer in answers {
        let text = answer.text();
        assert!(
            !text.contains("PRIVATE") && !text.contains("sealed"),
            "{text}"
        );
    }
    scene.house.stop().await;
}
