//! Whoever is refused is refused in the same way, whatever was wrong.

use tempfile::TempDir;

use super::*;
use crate::domain::{AccountId, Role, Username};
use crate::doors::ManualClock;
use crate::services::atlas::Atlas;
use crate::services::passwords::Passwords;

const NOW: Timestamp = Timestamp::from_unix_ms(1_763_694_000_000);
const PASSWORD: &str = "a member's password";

struct Gate {
    sessions: Sessions,
    _folder: TempDir,
}

impl Gate {
    /// With one account that is enabled, and one that is not.
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).await.expect("a new database");
        let clock: Arc<dyn Clock> = Arc::new(ManualClock::at(NOW));
        let passwords = Passwords::at_the_gate(Tasks::default());
        let hash = passwords.hash(secret(PASSWORD)).await.expect("long enough");
        for (name, enabled) in [("ada", true), ("disabled", false)] {
            let account = Account {
                id: AccountId::from_unique(name),
                username: Username::parse(name).expect("a name"),
                role: Role::Member,
                home_tenant: None,
                enabled,
                generation: 0,
            };
            let audit = AuditEntry::new(NOW, Actor::default(), Deed::AccountCreate);
            let inserted = store.insert_account(&account, &[], &hash, &audit).await;
            inserted.expect("it is new");
        }
        let atlas = Atlas::load(store.clone(), Arc::clone(&clock)).await;
        let atlas = Arc::new(atlas.expect("readable"));
        let authority = Authority::load(store.clone(), atlas).await;
        let porter = Porter::new(passwords, (Arc::clone(&clock), Random));
        let sessions = Sessions::new(
            Arc::new(authority.expect("readable")),
            (store, Tasks::default()),
            Arc::new(porter),
            (clock, Random),
        );
        Self {
            sessions,
            _folder: folder,
        }
    }

    /// How many passwords were compared for one attempt, and whether it led in.
    async fn compared(&self, username: &str, password: &str) -> (usize, bool) {
        let before = self.sessions.porter.verified();
        let (visit, typed) = (Visit::default(), secret(password));
        let basic = self.sessions.basic(username, &typed, &visit).await;
        let led_in = basic.is_ok();
        let by_basic = self.sessions.porter.verified() - before;
        let sign_in = SignIn {
            username: username.to_owned(),
            password: typed,
            client: None,
            visit,
        };
        let signed_in = self.sessions.sign_in(sign_in).await.is_ok();
        let by_form = self.sessions.porter.verified() - before - by_basic;
        assert_eq!((by_basic, led_in), (by_form, signed_in), "{username}");
        (by_form, led_in)
    }
}

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

#[tokio::test]
async fn every_attempt_costs_one_comparison_whatever_is_wrong_with_it() {
    let gate = Gate::new().await;
    for (username, password, leads_in) in [
        ("nobody", PASSWORD, false),
        ("no name at all\n", PASSWORD, false),
        ("disabled", PASSWORD, false),
        ("ada", "a wrong password", false),
        ("ada", PASSWORD, true),
    ] {
        let found = gate.compared(username, password).await;
        assert_eq!(found, (1, leads_in), "{username:?}");
    }
}
