//! Who is braked, by whom, and who is not.

use super::*;
use crate::domain::Timestamp;
use crate::doors::ManualClock;

struct Gate {
    clock: Arc<ManualClock>,
    brakes: Brakes,
}

const HERE: &str = "192.0.2.1";
const ELSEWHERE: &str = "198.51.100.7";

impl Gate {
    fn new() -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp::from_unix_ms(1_000_000)));
        let brakes = Brakes::new(Arc::clone(&clock) as _);
        Self { clock, brakes }
    }

    fn try_on(&self, subject: &Subject, address: &str) -> Result<Try> {
        let address = address.parse().expect("an address");
        self.brakes.begin(subject, Some(address))
    }

    /// How many wrong tries there are until the brakes hold.
    fn tries(&self, subject: &Subject, address: &str) -> usize {
        let tries = std::iter::repeat_with(|| self.try_on(subject, address));
        tries.take(1_000).take_while(Result::is_ok).count()
    }

    fn sign_in(&self, subject: &Subject, address: &str) {
        let done = self.try_on(subject, address).expect("there is a try");
        self.brakes.succeed(&done);
    }
}

fn account(name: &str) -> Subject {
    Subject::Account(name.to_owned())
}

#[test]
fn a_name_is_braked_after_ten_tries_wherever_they_come_from() {
    let gate = Gate::new();
    let (ada, address) = (account("ada"), |host: usize| format!("192.0.2.{host}"));
    for host in 0..10 {
        assert!(gate.try_on(&ada, &address(host)).is_ok());
    }
    let Err(Error::RateLimited { retry_after }) = gate.try_on(&ada, ELSEWHERE) else {
        panic!("it is braked");
    };
    assert_eq!(retry_after, Duration::from_secs(30));
    assert!(gate.try_on(&account("bob"), ELSEWHERE).is_ok());
    gate.clock.advance(retry_after);
    assert_eq!(gate.tries(&ada, ELSEWHERE), 1);
}

#[test]
fn an_address_is_braked_after_thirty_tries_whatever_they_are_on() {
    let gate = Gate::new();
    for number in 0..30 {
        assert!(gate.try_on(&account(&number.to_string()), HERE).is_ok());
    }
    assert!(gate.try_on(&account("ada"), HERE).is_err());
    assert!(gate.try_on(&account("ada"), ELSEWHERE).is_ok());
    gate.clock.advance(Duration::from_secs(10));
    assert_eq!(gate.tries(&account("ada"), HERE), 1);
}

#[test]
fn who_is_braked_by_one_brake_costs_the_other_nothing() {
    let gate = Gate::new();
    assert_eq!(gate.tries(&account("ada"), HERE), 10);
    for _ in 0..100 {
        assert!(gate.try_on(&account("ada"), HERE).is_err());
    }
    assert_eq!(gate.tries(&account("bob"), HERE), 10);
}

#[test]
fn a_whole_network_of_ipv6_counts_as_one_address() {
    let gate = Gate::new();
    for number in 0..30 {
        let address = format!("2001:db8:0:1::{number:x}");
        assert!(gate.try_on(&account(&number.to_string()), &address).is_ok());
    }
    assert!(gate.try_on(&account("ada"), "2001:db8:0:1:ffff::").is_err());
    assert!(gate.try_on(&account("ada"), "2001:db8:0:2::").is_ok());
}

#[test]
fn who_has_many_networks_of_ipv6_is_braked_in_all_of_them() {
    let gate = Gate::new();
    let network = |number: usize| format!("2001:db8:0:{number:x}::1");
    for number in 0..120 {
        let on = account(&number.to_string());
        assert!(gate.try_on(&on, &network(number)).is_ok(), "{number}");
    }
    assert!(gate.try_on(&account("ada"), &network(1_000)).is_err());
    assert!(gate.try_on(&account("ada"), "2001:db8:1::1").is_ok());
    gate.clock.advance(Duration::from_secs(3));
    assert_eq!(gate.tries(&account("ada"), &network(1_000)), 1);
}

#[test]
fn a_folder_is_braked_for_who_has_many_addresses_and_open_to_who_has_opened_it() {
    let gate = Gate::new();
    let folder = Subject::Folder(RuleId::from_unique(1));
    gate.sign_in(&folder, HERE);
    let address = |host: usize| format!("198.51.{}.{}", host / 200, host % 200);
    for host in 0..100 {
        assert!(gate.try_on(&folder, &address(host)).is_ok(), "{host}");
    }
    assert!(gate.try_on(&folder, &address(1_000)).is_err());
    for _ in 0..10 {
        gate.sign_in(&folder, HERE);
    }
    assert_eq!(gate.tries(&folder, HERE), 5);
    let other = Subject::Folder(RuleId::from_unique(2));
    assert!(gate.try_on(&other, &address(1_000)).is_ok());
}

#[test]
fn who_is_known_from_before_has_tries_of_his_own() {
    let gate = Gate::new();
    let ada = account("ada");
    gate.brakes.greet(&ada, HERE.parse().expect("an address"));
    assert_eq!(gate.tries(&ada, ELSEWHERE), 10);
    gate.sign_in(&ada, HERE);
    assert_eq!(gate.tries(&account("bob"), HERE), 10);
}

#[test]
fn ipv4_within_ipv6_is_ipv4() {
    let gate = Gate::new();
    for number in 0..30 {
        assert!(gate.try_on(&account(&number.to_string()), HERE).is_ok());
    }
    let mapped = format!("::ffff:{HERE}");
    assert!(gate.try_on(&account("ada"), &mapped).is_err());
    assert!(gate.try_on(&account("ada"), "::ffff:192.0.2.2").is_ok());
}

#[test]
fn right_passwords_cost_nothing() {
    let gate = Gate::new();
    for _ in 0..1_000 {
        gate.sign_in(&account("ada"), HERE);
    }
    assert_eq!(gate.tries(&account("bob"), HERE), 10);
}

#[test]
fn strangers_lock_nobody_out() {
    let gate = Gate::new();
    let ada = account("ada");
    gate.sign_in(&ada, HERE);
    assert_eq!(gate.tries(&ada, ELSEWHERE), 10);
    gate.sign_in(&ada, HERE);
    assert!(gate.try_on(&ada, "203.0.113.1").is_err());
    // Not even those behind the same address, who use its tries up.
    for number in 0..30 {
        assert!(gate.try_on(&account(&number.to_string()), HERE).is_ok());
    }
    gate.sign_in(&ada, HERE);
    assert_eq!(gate.tries(&ada, HERE), 5, "and he guesses no faster there");
}

#[test]
fn who_is_familiar_has_some_tries_more_and_no_end_of_them() {
    let gate = Gate::new();
    let ada = account("ada");
    gate.sign_in(&ada, HERE);
    assert_eq!(gate.tries(&ada, HERE), 15);
}

#[test]
fn a_folder_is_braked_for_one_address_and_open_to_others() {
    let gate = Gate::new();
    let folder = Subject::Folder(RuleId::from_unique(1));
    assert_eq!(gate.tries(&folder, HERE), 10);
    assert_eq!(gate.tries(&folder, ELSEWHERE), 10);
    let other = Subject::Folder(RuleId::from_unique(2));
    assert_eq!(gate.tries(&other, HERE), 10);
}

#[test]
fn a_try_on_which_nothing_was_looked_at_is_taken_back() {
    let gate = Gate::new();
    let ada = account("ada");
    for _ in 0..100 {
        let done = gate.try_on(&ada, HERE).expect("there is a try");
        gate.brakes.take_back(&done);
    }
    assert_eq!(gate.tries(&ada, HERE), 10);
}
