//! Several requests in one.

use graph_sim::switches::{AbsoluteUrls, BatchOrder, HeaderNames};
use graph_sim::{Fault, Listener, Role};
use serde_json::{Value, json};

use crate::kit::{Answer, Bed, read};

async fn send(bed: &Bed, requests: Value) -> Answer {
    bed.post("/$batch", &json!({ "requests": requests })).await
}

/// The answers of a batch that was taken.
async fn responses(bed: &Bed, requests: Value) -> Vec<Value> {
    let answer = send(bed, requests).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["responses"].as_array().unwrap().clone()
}

/// The response to the request with this id.
fn of<'a>(responses: &'a [Value], id: &str) -> &'a Value {
    let found = responses.iter().find(|response| response["id"] == id);
    found.expect("every request has its response")
}

fn get(id: &str, url: impl Into<String>) -> Value {
    json!({ "id": id, "method": "GET", "url": url.into() })
}

fn many(bed: &Bed, count: usize) -> Value {
    (0..count)
        .map(|id| get(&id.to_string(), bed.in_drive("/root")))
        .collect()
}

#[tokio::test]
async fn each_request_of_a_batch_has_its_own_answer() {
    let bed = Bed::start().await;
    let requests = json!([
        get("a", bed.in_drive("/root:/Documents")),
        get("b", bed.in_drive("/root:/Nothing")),
        get(
            "c",
            "users?$filter=userPrincipalName eq 'ada@contoso.example'"
        ),
        get("d", "/me/drive"),
        get("e", "/nonsense"),
    ]);
    let found = responses(&bed, requests).await;
    assert_eq!(of(&found, "a")["body"]["name"], "Documents");
    assert_eq!(of(&found, "a")["headers"]["OData-Version"], "4.0");
    let missing = of(&found, "b");
    assert_eq!(
        (&missing["status"], &missing["body"]["error"]["code"]),
        (&json!(404), &json!("itemNotFound"))
    );
    assert_eq!(
        of(&found, "c")["body"]["value"][0]["displayName"],
        "Ada Example"
    );
    assert_eq!(of(&found, "d")["status"], 400);
    assert_eq!(of(&found, "e")["status"], 400);
    let journal = bed.sim.journal();
    assert_eq!(
        (journal.graph_calls(), journal.count("POST /$batch")),
        (1, 1)
    );
    let members = &journal.entries()[0].members;
    let seen: Vec<_> = members
        .iter()
        .map(|member| (member.route.as_str(), member.status))
        .collect();
    assert_eq!(seen[1], ("GET /drives/{drive}/root:/{path}", 404));
    assert_eq!(seen[2], ("GET /users", 200));
    assert!(journal.defects().is_empty());
}

#[tokio::test]
async fn the_answers_come_in_any_order() {
    let bed = Bed::start().await;
    for (order, in_order) in [(BatchOrder::AsAsked, true), (BatchOrder::Shuffled, false)] {
        bed.sim.switches().update(|s| s.batch.order = order);
        let found = responses(&bed, many(&bed, 10)).await;
        let ids: Vec<_> = found
            .iter()
            .map(|response| response["id"].as_str().unwrap().parse::<usize>().unwrap())
            .collect();
        assert_eq!(ids.is_sorted(), in_order, "{ids:?}");
        assert_eq!(ids.len(), 10);
    }
}

#[tokio::test]
async fn a_batch_has_a_limit() {
    let bed = Bed::start().await;
    assert_eq!(send(&bed, many(&bed, 20)).await.status, 200);
    let refused = send(&bed, many(&bed, 21)).await;
    assert_eq!(refused.refusal(), (400, "BadRequest".to_owned()));
    assert!(refused.text().contains("maximum value of 20"));
    bed.sim.switches().update(|s| s.batch.limit = 15);
    assert_eq!(send(&bed, many(&bed, 16)).await.status, 400);
}

#[tokio::test]
async fn a_batch_that_is_not_as_it_must_be_is_refused_whole() {
    let bed = Bed::start().await;
    let root = bed.in_drive("/root");
    let body = json!({ "id": "1", "method": "PATCH", "url": root, "body": {} });
    for bad in [
        json!([]),
        json!("nonsense"),
        json!([{ "id": "1", "url": root }]),
        json!([get("a", &root), get("A", &root)]),
        json!([get("", &root)]),
        json!([body]),
        json!([{ "id": "1", "method": "GET", "url": root, "dependsOn": ["2"] }]),
        json!([
            { "id": "1", "method": "GET", "url": root, "dependsOn": ["2"] },
            { "id": "2", "method": "GET", "url": root, "dependsOn": ["1"] },
        ]),
    ] {
        let answer = send(&bed, bad.clone()).await;
        assert_eq!(answer.refusal(), (400, "BadRequest".to_owned()), "{bad}");
    }
    assert_eq!(bed.post("/$batch", &json!({})).await.status, 400);
    assert_eq!(bed.get("/$batch").await.status, 405);
}

#[tokio::test]
async fn a_download_inside_is_a_redirect_with_its_location() {
    let bed = Bed::start().await;
    let path = bed.in_drive("/root:/Documents/hello.txt:/content");
    for (names, name) in [
        (HeaderNames::Title, "Location"),
        (HeaderNames::Lower, "location"),
    ] {
        bed.sim.switches().update(|s| s.batch.header_names = names);
        let found = responses(&bed, json!([get("1", &path)])).await;
        assert_eq!(found[0]["status"], 302);
        assert!(found[0].get("body").is_none());
        let location = found[0]["headers"][name].as_str().unwrap();
        assert_eq!(bed.fetch(location, &[]).await.text(), "Hello World!");
    }
}

#[tokio::test]
async fn a_request_waits_for_those_it_depends_on_and_fails_with_them() {
    let mut bed = Bed::start().await;
    bed.set_roles(&[Role::FilesReadWriteAll]).await;
    let kind = json!({ "Content-Type": "application/json" });
    let found = responses(
        &bed,
        json!([
            { "id": "list", "method": "GET", "url": bed.in_drive("/root:/Made:/children"), "dependsOn": ["MAKE"] },
            { "id": "make", "method": "POST", "url": bed.in_drive("/root/children"),
              "headers": kind, "body": { "name": "Made", "folder": {} } },
            get("lost", bed.in_drive("/root:/Lost")),
            { "id": "after", "method": "GET", "url": bed.in_drive("/root"), "dependsOn": ["lost"] },
            { "id": "last", "method": "GET", "url": bed.in_drive("/root"), "dependsOn": ["after"] },
        ]),
    )
    .await;
    assert_eq!(of(&found, "make")["status"], 201);
    assert_eq!(of(&found, "list")["status"], 200);
    for id in ["after", "last"] {
        assert_eq!(of(&found, id)["status"], 424, "{id}");
    }
}

#[tokio::test]
async fn bytes_travel_in_base64() {
    let mut bed = Bed::start().await;
    bed.set_roles(&[Role::FilesReadWriteAll]).await;
    let put = json!([{
        "id": "1", "method": "PUT", "url": bed.in_drive("/root:/new.txt:/content"),
        "headers": { "Content-Type": "text/plain" }, "body": "SGVsbG8-",
    }]);
    let found = responses(&bed, put).await;
    assert_eq!(found[0]["status"], 201, "{found:?}");
    let url = bed.download_url("/new.txt").await;
    assert_eq!(bed.fetch(&url, &[]).await.text(), "Hello>");
}

#[tokio::test]
async fn each_request_is_charged_singly_and_throttled_singly() {
    let bed = Bed::start().await;
    bed.sim.clock().freeze();
    bed.sim.switches().update(|switches| {
        switches.throttling.enforced = true;
        switches.throttling.limits.units_per_minute = Some(3);
    });
    let found = responses(&bed, many(&bed, 5)).await;
    let statuses: Vec<_> = found.iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
    assert_eq!(found[4]["headers"]["Retry-After"], "60");
    assert_eq!(found[4]["body"]["error"]["code"], "activityLimitReached");
    let usage = bed.sim.meter().of(&bed.app);
    assert_eq!((usage.requests, usage.units, usage.refused), (5, 5, 2));
}

#[tokio::test]
async fn whole_addresses_are_refused_or_taken() {
    let bed = Bed::start().await;
    let own = format!("{}v1.0{}", bed.sim.graph_url(), bed.in_drive("/root"));
    let foreign = "https://elsewhere.example/v1.0/users";
    assert_eq!(send(&bed, json!([get("1", &own)])).await.status, 400);
    let accepted = AbsoluteUrls::Accepted;
    bed.sim
        .switches()
        .update(|s| s.batch.absolute_urls = accepted);
    let found = responses(&bed, json!([get("1", &own)])).await;
    assert_eq!(found[0]["body"]["name"], "root");
    assert_eq!(send(&bed, json!([get("1", foreign)])).await.status, 400);
}

#[tokio::test]
async fn permissions_are_checked_for_each_request_and_the_token_for_all() {
    let mut bed = Bed::start().await;
    bed.set_roles(&[Role::UserReadAll]).await;
    let requests = json!([get("1", "/users"), get("2", bed.in_drive("/root"))]);
    let found = responses(&bed, requests.clone()).await;
    assert_eq!(found[0]["status"], 200);
    assert_eq!(found[1]["status"], 403);
    bed.set_roles(&[]).await;
    let found = responses(&bed, requests.clone()).await;
    assert_eq!(found[0]["body"]["error"]["code"], "AccessDenied");
    bed.token = "nonsense".to_owned();
    assert_eq!(send(&bed, requests).await.status, 401);
}

#[tokio::test]
async fn a_batch_in_a_batch_is_refused_and_what_is_lacking_inside_is_a_defect() {
    let bed = Bed::start().await;
    let inner = json!({
        "id": "1", "method": "POST", "url": "/$batch",
        "headers": { "Content-Type": "application/json" }, "body": { "requests": [] },
    });
    assert_eq!(responses(&bed, json!([inner])).await[0]["status"], 400);
    assert!(bed.sim.journal().defects().is_empty());
    let found = responses(&bed, json!([get("1", "/auditLogs")])).await;
    assert_eq!(found[0]["status"], 501);
    assert_eq!(bed.sim.journal().defects().len(), 1);
}

#[tokio::test]
async fn a_fault_strikes_a_request_in_a_batch() {
    let bed = Bed::start().await;
    let fault = Fault::on(Listener::Graph).path_matches("/root$").nth(2);
    let fault = fault.status(504).body("<html></html>");
    bed.sim
        .faults()
        .add(fault.header("Content-Type", "text/html"));
    let found = responses(&bed, many(&bed, 3)).await;
    let statuses: Vec<_> = found.iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, [200, 504, 200]);
    assert_eq!(found[1]["body"], "PGh0bWw+PC9odG1sPg==");
}

#[tokio::test]
async fn a_batch_may_be_addressed_with_an_escaped_dollar() {
    let bed = Bed::start().await;
    let body = json!({ "requests": many(&bed, 1) }).to_string();
    let request = bed.request(reqwest::Method::POST, "/%24batch").body(body);
    assert_eq!(read(request.send().await.unwrap()).await.status, 200);
}
