//! What coming in costs: a sign-in, and what every request pays for the pass it brings. `make bench`.

use std::hint::black_box;
use std::net::IpAddr;

use criterion::{Criterion, criterion_group, criterion_main};
use onefold::app::{Doors, Server, set_administrator};
use onefold::config::Config;
use onefold::domain::{Caller, Scope, Secret, Visit};
use onefold::services::{NewAppPassword, NewToken, Services, SignIn, Wanted};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const NAME: &str = "root";
const PASSWORD: &str = "correct horse battery";

/// A server with nothing but its administrator, and the passes that he has.
struct House {
    server: Server,
    session: Secret<String>,
    token: Secret<String>,
    app_password: Secret<String>,
    _folder: TempDir,
}

fn visit() -> Visit {
    Visit {
        address: Some(IpAddr::from([192, 0, 2, 1])),
        request_id: None,
    }
}

fn password() -> Secret<String> {
    Secret::new(PASSWORD.to_owned())
}

async fn sign_in(services: &Services) -> Secret<String> {
    let sign_in = SignIn {
        username: NAME.to_owned(),
        password: password(),
        client: None,
        visit: visit(),
    };
    let signed_in = services.sessions.sign_in(sign_in).await;
    signed_in.expect("it is his password").token
}

/// A hundred of each kind, as many as an account can have; the last of them are used.
async fn make_passes(services: &Services, caller: &Caller) -> (Secret<String>, Secret<String>) {
    let own = services.own_account(caller, Wanted::Change);
    let own = own.expect("he has a session");
    let (mut token, mut app_password) = (password(), password());
    for number in 0..100 {
        let new = NewToken {
            name: format!("token {number}"),
            scopes: Scope::ALL.into_iter().collect(),
            prefix: None,
            expires_at: None,
        };
        token = own.tokens().create(new).await.expect("room").secret;
        let new = NewAppPassword {
            name: format!("password {number}"),
            expires_at: None,
        };
        let made = own.app_passwords().create(new).await;
        app_password = made.expect("room").secret;
    }
    (token, app_password)
}

async fn start() -> House {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("config.yaml");
    let yaml = "listen: 127.0.0.1:0\ndata_dir: data\n";
    std::fs::write(&file, yaml).expect("the folder is ours");
    let config = Config::load(Some(&file), []).expect("it is sound");
    let set = set_administrator(&config, NAME, password()).await;
    set.expect("an empty database");
    let server = Server::start(&config, Doors::default()).await;
    let server = server.expect("loopback has a free port");
    let session = sign_in(server.services()).await;
    let caller = server.services().sessions.caller(&session).await;
    let caller = caller.expect("it is his session");
    let (token, app_password) = make_passes(server.services(), &caller).await;
    House {
        server,
        session,
        token,
        app_password,
        _folder: folder,
    }
}

fn passes(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("threads");
    let house = runtime.block_on(start());
    let (services, visit, own) = (house.server.services(), visit(), password());
    let mut group = criterion.benchmark_group("passes");
    group.bench_function("api token", |bencher| {
        bencher.iter(|| {
            let caller = services.sessions.caller(black_box(&house.token));
            runtime.block_on(caller).expect("it is his")
        });
    });
    for (name, password) in [
        ("basic with an app password", &house.app_password),
        ("basic with the own password, remembered", &own),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let basic = services.sessions.basic(NAME, black_box(password), &visit);
                runtime.block_on(basic).expect("it is his")
            });
        });
    }
    group.bench_function("session", |bencher| {
        bencher.iter(|| {
            let caller = services.sessions.caller(black_box(&house.session));
            runtime.block_on(caller).expect("it is his")
        });
    });
    group.sample_size(10);
    group.bench_function("sign in", |bencher| {
        bencher.iter(|| runtime.block_on(sign_in(services)));
    });
    group.finish();
    runtime.block_on(house.server.stop());
}

criterion_group!(benches, passes);
criterion_main!(benches);
