//! What no file of the database may hold.

use super::fixtures::{self, NOW, TestStore, audit};
use super::{NewApiToken, NewAppPassword, NewCredential, NewSession, PasswordChange, TokenHash};
use crate::domain::{
    AppPasswordId, CredentialId, CredentialRole, Scope, Secret, SessionId, TokenId,
};
use crate::doors::Random;
use crate::vault::{Aad, MasterKey, Vault};

fn hash(token: &str) -> TokenHash {
    TokenHash::of(&Secret::new(token.to_owned()))
}

impl TestStore {
    /// Keeps a client secret, sealed; it can be opened again.
    async fn plant_secret(&self, secret: &str) {
        let vault = Vault::new(&MasterKey::generate(Random), Random);
        let id = CredentialId::from_unique("one");
        let cell = Aad {
            table: "credentials",
            row: id.as_str(),
            column: "sealed",
        };
        let sealed = vault.seal(cell, secret.as_bytes());
        let tenant = fixtures::tenant(1);
        let credential = NewCredential {
            id: id.clone(),
            role: CredentialRole::Current,
            sealed,
            certificate: None,
        };
        let credentials = std::slice::from_ref(&credential);
        let audit = audit();
        let inserted = self.store.insert_tenant(&tenant, credentials, &audit).await;
        inserted.expect("it is new");
        let found = self.store.find_credentials(&tenant.id).await;
        let opened = vault.open_text(cell, &found.expect("readable")[0].sealed);
        assert_eq!(opened.expect("it opens").expose(), secret);
    }

    /// Begins a session whose token is replaced once.
    async fn plant_session(&self, [first, second]: [&str; 2]) {
        let account = self.with_account("ada").await;
        let session = NewSession {
            id: SessionId::from_unique("1"),
            token_hash: hash(first),
            account_id: account.id,
            generation: 0,
            client: None,
            address: None,
            idle_until: NOW,
            expires_at: NOW,
        };
        let begun = self.store.insert_session(&session, &audit()).await;
        assert!(begun.expect("it is writable"), "the account is there");
        let (old, new) = (hash(first), hash(second));
        let rotated = self
            .store
            .rotate_session(&session.id, &old, &new, NOW)
            .await;
        assert!(rotated.expect("it is writable"), "it is its token");
    }

    async fn plant_passes(&self, [password, token]: [&str; 2]) {
        let account = self.with_account("bob").await;
        let password = NewAppPassword {
            id: AppPasswordId::from_unique("1"),
            account_id: account.id.clone(),
            name: "Phone".to_owned(),
            hash: hash(password),
            expires_at: None,
        };
        let kept = self.store.insert_app_password(&password, &audit()).await;
        kept.expect("there is room");
        let token = NewApiToken {
            id: TokenId::from_unique("1"),
            account_id: account.id,
            name: "Backup".to_owned(),
            hash: hash(token),
            scopes: [Scope::FilesRead].into_iter().collect(),
            prefix: None,
            expires_at: None,
        };
        let kept = self.store.insert_api_token(&token, &audit()).await;
        kept.expect("there is room");
    }
}

#[tokio::test]
async fn no_file_of_the_database_holds_a_secret_or_a_token() {
    let test = TestStore::new().await;
    test.plant_secret("planted-client-secret").await;
    test.plant_session(["planted-first-token", "planted-second-token"])
        .await;
    test.plant_passes(["planted-app-password", "planted-api-token"])
        .await;
    let password = Secret::new("$argon2id$planted-hash".to_owned());
    let set = PasswordChange::Set(password);
    let rule = fixtures::rule("1", "/a");
    let made = test.store.insert_rule(&rule, &set, &audit()).await;
    made.expect("it is new");
    assert!(
        test.holds(b"planted-hash"),
        "the search finds what is there"
    );
    for secret in [
        "client-secret",
        "first-token",
        "second-token",
        "app-password",
        "api-token",
    ] {
        assert!(
            !test.holds(format!("planted-{secret}").as_bytes()),
            "{secret}"
        );
    }
}

#[tokio::test]
async fn what_is_printed_of_records_holds_no_secret() {
    let test = TestStore::new().await;
    test.plant_passes(["planted-app-password", "planted-api-token"])
        .await;
    let password = Secret::new("$argon2id$planted-hash".to_owned());
    let set = PasswordChange::Set(password);
    let rule = fixtures::rule("1", "/a");
    let made = test.store.insert_rule(&rule, &set, &audit()).await;
    made.expect("it is new");
    let rows = test.store.load_rights().await.expect("readable");
    let found = test.store.find_rule_password(&rule.id).await;
    let account = test.store.find_account(&rows.accounts[0].id).await;
    let printed = format!("{rows:?} {set:?} {found:?} {account:?}");
    assert!(printed.contains("TokenHash(***)") && printed.contains("Secret(***)"));
    assert!(!printed.contains("planted") && !printed.contains("$hash"));
}
