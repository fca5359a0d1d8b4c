//! What a program pays that sends name and password with every request.

use std::time::Duration;

use onefold::app::{Doors, Server, set_administrator};
use onefold::config::Config;
use onefold::domain::{Secret, Visit};
use onefold::services::{NewAppPassword, Services, SignIn, Wanted};

use crate::figures::{Figures, time};
use crate::stopwatch::Stopwatch;

const NAME: &str = "root";
const PASSWORD: &str = "correct horse battery";

/// How often the password is sent. The median counts: the machine may be busy.
const TIMES: usize = 20_001;

/// What a request with a password for a program may cost before anything else is done.
const PROMISE: Duration = Duration::from_micros(50);

fn password() -> Secret<String> {
    Secret::new(PASSWORD.to_owned())
}

async fn make_app_password(services: &Services) -> (Duration, Secret<String>) {
    let sign_in = SignIn {
        username: NAME.to_owned(),
        password: password(),
        client: None,
        visit: Visit::default(),
    };
    let watch = Stopwatch::start();
    let signed_in = services.sessions.sign_in(sign_in).await;
    let token = signed_in.expect("it is his password").token;
    let took = watch.elapsed();
    let caller = services.sessions.caller(&token).await;
    let caller = caller.expect("it is his session");
    let own = services.own_account(&caller, Wanted::Change);
    let own = own.expect("he has a session");
    let new = NewAppPassword {
        name: "backup".to_owned(),
        expires_at: None,
    };
    let made = own.app_passwords().create(new).await;
    (took, made.expect("there is room").secret)
}

#[tokio::test]
async fn a_password_for_a_program_costs_less_than_fifty_microseconds() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("config.yaml");
    let yaml = "listen: 127.0.0.1:0\ndata_dir: data\n";
    std::fs::write(&file, yaml).expect("the folder is ours");
    let config = Config::load(Some(&file), []).expect("it is sound");
    let set = set_administrator(&config, NAME, password()).await;
    set.expect("an empty database");
    let server = Server::start(&config, Doors::default()).await;
    let server = server.expect("loopback has a free port");
    let services = server.services();
    let (sign_in, password) = make_app_password(services).await;

    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let watch = Stopwatch::start();
        let caller = services
            .sessions
            .basic(NAME, &password, &Visit::default())
            .await;
        caller.expect("it is his");
        times.push(watch.elapsed());
    }
    times.sort_unstable();
    let median = times[TIMES / 2];
    let micros = |time: Duration| format!("{:.1} µs", time.as_secs_f64() * 1e6);
    let mut figures = Figures::of("What coming in costs");
    figures.add("sign-in (Argon2id)", time(sign_in));
    figures.add("Basic with an app password, median", micros(median));
    figures.add("99 of 100 within", micros(times[TIMES * 99 / 100]));
    figures.print();
    assert!(median < PROMISE, "{median:?}");
    server.stop().await;
}
