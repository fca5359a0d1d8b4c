//! What visitors see when Microsoft's side fails: what is the matter, and never "not found" or an empty
//! folder.

use std::time::Duration;

use graph_sim::{DriveState, Fault, Listener, NotProvisionedShape, Secret, World};

use crate::support::{Actor, Answer, House, Plan};

/// One way of failing: what goes wrong, and how it is told.
struct Trouble {
    name: &'static str,
    fault: Fault,
    status: u16,
    code: &'static str,
    retry_after: &'static str,
}

/// Words of Microsoft's that only administrators may see.
const THEIRS: &str = "their-own-words";

/// Graph refuses, in its own words.
fn refusals() -> Vec<Trouble> {
    let said = format!("{{\"error\": {{\"code\": \"x\", \"message\": \"{THEIRS}\"}}}}");
    let cases = [
        ("too many requests", 429, 503, "throttled", "120"),
        ("out of service", 503, 503, "upstream_down", "90"),
        ("a bad request", 400, 502, "upstream_refused", ""),
    ];
    let trouble = |(name, theirs, status, code, retry_after)| {
        let fault = Fault::on(Listener::Graph).status(theirs).body(said.clone());
        let fault = match retry_after {
            "" => fault,
            seconds => fault.header("Retry-After", seconds),
        };
        Trouble {
            name,
            fault,
            status,
            code,
            retry_after,
        }
    };
    cases.into_iter().map(trouble).collect()
}

/// What comes is no answer of Graph's at all.
fn misshapen() -> Vec<Trouble> {
    let page = format!("<html><body>{THEIRS}</body></html>");
    let answer = |status, media_type, body: &str| {
        let fault = Fault::on(Listener::Graph).status(status);
        fault
            .header("content-type", media_type)
            .body(body.to_owned())
    };
    let cases = [
        ("a page instead of JSON", answer(200, "text/html", &page)),
        (
            "a page that says not found",
            answer(404, "text/html", &page),
        ),
        ("a page that forbids", answer(403, "text/html", &page)),
        ("an empty answer", Fault::on(Listener::Graph).status(200)),
        ("an empty object", answer(200, "application/json", "{}")),
        ("cut JSON", Fault::on(Listener::Graph).truncate_body(40)),
    ];
    let trouble = |(name, fault)| Trouble {
        name,
        fault,
        status: 502,
        code: "upstream_malformed",
        retry_after: "",
    };
    cases.into_iter().map(trouble).collect()
}

fn broken_connection() -> Trouble {
    Trouble {
        name: "a broken connection",
        fault: Fault::on(Listener::Graph).drop_connection(),
        status: 503,
        code: "upstream_down",
        retry_after: "",
    }
}

async fn house() -> (House, Actor) {
    let plan = Plan::of_contoso(|world, org| {
        for user in [&org.ada, &org.bob] {
            world
                .drive_of(user)
                .add_file("/docs/a.txt", "abc", World::BEGINNING);
        }
    });
    let house = plan.start().await;
    let admin = house.admin().await;
    (house, admin)
}

/// The same trouble by every door: listing, entry, page of a folder, page of a file, bytes.
async fn by_every_door(admin: &Actor, mount: &str) -> Vec<(String, Answer)> {
    let mut answers = Vec::new();
    for path in [
        format!("/api/v1/fs/list?path={mount}/docs"),
        format!("/api/v1/fs/stat?path={mount}/docs/a.txt"),
        format!("{mount}/docs/"),
        format!("{mount}/docs/a.txt"),
        format!("{mount}/"),
        format!("/d{mount}/docs/a.txt"),
        format!("/p{mount}/docs/a.txt"),
    ] {
        let answer = admin.get(&path).await;
        answers.push((path, answer));
    }
    answers
}

/// Every answer names code and request, and none looks like something else.
fn assert_told(
    case: &str,
    answers: &[(String, Answer)],
    status: u16,
    code: &str,
    retry_after: &str,
) {
    for (path, answer) in answers {
        let text = answer.text();
        assert_eq!(answer.status, status, "{case}: {path}: {text}");
        assert!(text.contains(code), "{case}: {path}: {text}");
        let id = answer.header("x-request-id");
        assert!(
            !id.is_empty() && text.contains(id),
            "{case}: {path}: {text}"
        );
        assert_eq!(answer.header("retry-after"), retry_after, "{case}: {path}");
        assert_eq!(
            answer.header("cache-control"),
            "private, no-store",
            "{case}: {path}"
        );
        assert!(
            !text.contains("This folder is empty") && !text.contains("\"items\""),
            "{case}: {path}"
        );
    }
}

async fn assert_all_told(warm: bool) {
    let troubles = refusals().into_iter().chain(misshapen());
    for trouble in troubles.chain([broken_connection()]) {
        let (house, admin) = house().await;
        if warm {
            assert_eq!(admin.list("/contoso/ada").await.names(), ["docs"]);
            // Beyond the age of any copy that a page may show instead.
            house.advance(Duration::from_mins(11));
        }
        house.sim.faults().add(trouble.fault);
        let answers = by_every_door(&admin, "/contoso/ada").await;
        assert_told(
            trouble.name,
            &answers,
            trouble.status,
            trouble.code,
            trouble.retry_after,
        );
        house.stop().await;
    }
}

#[tokio::test]
async fn every_failure_of_graph_is_told_by_every_door() {
    assert_all_told(false).await;
}

#[tokio::test]
async fn the_same_failures_are_told_where_the_drive_is_known_already() {
    assert_all_told(true).await;
}

#[tokio::test]
async fn what_microsoft_said_is_shown_to_the_administrator_in_pages_and_problems() {
    let (house, admin) = house().await;
    let said =
        format!("{{\"error\": {{\"code\": \"itsCode\", \"message\": \"<b>{THEIRS}</b>\"}}}}");
    let fault = Fault::on(Listener::Graph)
        .status(400)
        .header("request-id", "their-request")
        .body(said);
    house.sim.faults().add(fault);
    let problem = admin.list("/contoso/ada/docs").await.json();
    let upstream = &problem["upstream"];
    assert_eq!(upstream["service"], "graph", "{problem}");
    assert_eq!(
        (&upstream["status"], &upstream["code"]),
        (&400.into(), &"itsCode".into())
    );
    assert_eq!(upstream["request_id"], "their-request");
    assert!(problem["hint"].is_string(), "{problem}");
    let page = admin.get("/contoso/ada/docs/").await.text();
    assert!(
        page.contains("their-request") && page.contains(THEIRS),
        "{page}"
    );
    assert!(!page.contains("<b>their"), "it is text");
    house.stop().await;
}

#[tokio::test]
async fn an_expired_secret_and_a_missing_drive_say_so_by_every_door() {
    let (house, admin) = house().await;
    let (app, bob) = (house.orgs[0].app.clone(), house.orgs[0].bob.clone());
    house.sim.change(|world| {
        world.set_drive_state(
            &bob,
            DriveState::NotProvisioned(NotProvisionedShape::MysiteNotFound),
        );
    });
    let answers = by_every_door(&admin, "/contoso/bob").await;
    assert_told("no drive", &answers, 502, "drive_not_provisioned", "");
    assert_eq!(
        admin.list("/contoso/ada/docs").await.names(),
        ["a.txt"],
        "Ada has one"
    );

    let past = graph_sim::Timestamp::from_second(1).expect("a time");
    house.sim.change(|world| {
        world.set_secrets(&app, vec![Secret::until(crate::support::Org::SECRET, past)]);
        world.revoke_tokens(&app);
    });
    house.advance(Duration::from_mins(2));
    let answers = by_every_door(&admin, "/contoso/ada").await;
    assert_told("expired", &answers, 502, "secret_expired", "");
    let page = &answers[2].1.text();
    assert!(
        page.contains("The application&#39;s secret has expired"),
        "{page}"
    );
    assert!(
        page.contains("Create a new client secret in Entra"),
        "{page}"
    );
    house.stop().await;
}

#[tokio::test]
async fn a_locked_drive_is_closed_and_everything_else_is_open() {
    let (house, admin) = house().await;
    let bob = house.orgs[0].bob.clone();
    house
        .sim
        .change(|world| world.set_drive_state(&bob, DriveState::Locked));
    let answers = by_every_door(&admin, "/contoso/bob").await;
    assert_told("locked", &answers, 403, "drive_locked", "");
    assert_eq!(admin.list("/contoso/ada/docs").await.names(), ["a.txt"]);
    house.stop().await;
}

#[tokio::test]
async fn a_failure_of_the_content_host_is_told_before_the_first_byte() {
    let (house, admin) = house().await;
    let cases = [
        (
            Fault::on(Listener::Content)
                .status(503)
                .header("Retry-After", "90"),
            503,
            "upstream_down",
            "90",
        ),
        (
            Fault::on(Listener::Content)
                .status(429)
                .header("Retry-After", "120"),
            503,
            "throttled",
            "120",
        ),
        (
            Fault::on(Listener::Content).status(400),
            502,
            "upstream_refused",
            "",
        ),
        (
            Fault::on(Listener::Content)
                .status(302)
                .header("location", "http://127.0.0.1:1/"),
            502,
            "upstream_refused",
            "",
        ),
        (
            Fault::on(Listener::Content).drop_connection(),
            503,
            "upstream_down",
            "",
        ),
    ];
    for (fault, status, code, retry_after) in cases {
        let case = format!("{fault:?}");
        house.sim.faults().clear();
        house.sim.faults().add(fault);
        // Past the pause that the last case asked for.
        house.advance(Duration::from_mins(3));
        for path in ["/p/contoso/ada/docs/a.txt", "/d/contoso/bob/docs/a.txt"] {
            let answers = [(path.to_owned(), admin.get(path).await)];
            assert_told(&case, &answers, status, code, retry_after);
        }
        let head = admin.head("/p/contoso/ada/docs/a.txt").await;
        assert_eq!(head.status, status, "{case}");
    }
    house.stop().await;
}

#[tokio::test]
async fn an_infected_file_is_not_handed_out() {
    let (house, admin) = house().await;
    let ada = house.orgs[0].ada.clone();
    house.sim.change(|world| {
        world.drive_of(&ada).mark_malware("/docs/a.txt");
    });
    for path in ["/d/contoso/ada/docs/a.txt", "/p/contoso/ada/docs/a.txt"] {
        let answers = [(path.to_owned(), admin.get(path).await)];
        assert_told("malware", &answers, 403, "malware", "");
    }
    assert_eq!(
        admin.list("/contoso/ada/docs").await.names(),
        ["a.txt"],
        "but it is there"
    );
    house.stop().await;
}

#[tokio::test]
async fn trouble_passes_with_its_cause() {
    let (house, admin) = house().await;
    house
        .sim
        .faults()
        .add(Fault::on(Listener::Graph).status(400));
    assert_eq!(admin.list("/contoso/ada/docs").await.status, 502);
    house.sim.faults().clear();
    assert_eq!(admin.list("/contoso/ada/docs").await.names(), ["a.txt"]);
    house.stop().await;
}
