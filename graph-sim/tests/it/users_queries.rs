//! Filtering, searching, sorting and counting users.

use graph_sim::switches::AdvancedQueries;
use graph_sim::{User, World};

use crate::kit::{Answer, Bed, read};

async fn start() -> Bed {
    let bed = Bed::start().await;
    bed.sim.change(|world: &mut World| {
        world.add_user(&bed.contoso, User::new("bob", "Bob Adams"));
        let carl = User {
            disabled: true,
            ..User::new("carl", "Carl Example")
        };
        world.add_user(&bed.contoso, carl);
    });
    bed
}

async fn ask(bed: &Bed, path: &str, header: bool) -> Answer {
    let mut request = bed.request(reqwest::Method::GET, path);
    if header {
        request = request.header("ConsistencyLevel", "eventual");
    }
    read(request.send().await.unwrap()).await
}

/// The names of those found, with the header for advanced queries.
async fn found(bed: &Bed, query: &str) -> Vec<String> {
    let answer = ask(bed, &format!("/users?$count=true&{query}"), true).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    let answer = answer.json();
    let users = answer["value"].as_array().unwrap().iter();
    users
        .map(|user| user["displayName"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn filters_join_conditions() {
    let bed = start().await;
    for (filter, names) in [
        ("accountEnabled eq false", &["Carl Example"][..]),
        (
            "endswith(displayName,'Example')",
            &["Ada Example", "Carl Example"],
        ),
        (
            "startswith(mail,'bob') or surname eq 'example' and accountEnabled eq true",
            &["Ada Example", "Bob Adams"],
        ),
        (
            "not(startswith(mail,'ada')) and userType ne 'Guest'",
            &["Dora", "Bob Adams", "Carl Example"],
        ),
        (
            "displayName in ('Dora','Bob Adams')",
            &["Dora", "Bob Adams"],
        ),
        (
            "assignedLicenses/$count ne 0",
            &["Ada Example", "Dora", "Bob Adams", "Carl Example"],
        ),
        (
            "assignedLicenses/any(x:x/skuId eq 6fd2c87f-b296-42f0-b197-1e91e994b900) and mail eq 'ada@contoso.example'",
            &["Ada Example"],
        ),
    ] {
        assert_eq!(
            found(&bed, &format!("$filter={filter}")).await,
            names,
            "{filter}"
        );
    }
    let plans = "/users?$filter=assignedPlans/any(p:p/service eq 'SharePoint' and p/capabilityStatus eq 'Enabled')";
    assert_eq!(
        ask(&bed, plans, false).await.json()["value"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    let broken = ask(&bed, "/users?$filter=mail eq", false).await;
    assert_eq!(broken.refusal(), (400, "Request_BadRequest".to_owned()));
}

#[tokio::test]
async fn advanced_queries_need_the_header_and_the_count_or_the_header_alone() {
    let bed = start().await;
    for query in [
        "$filter=mail ne 'x'",
        "$search=\"displayName:ada\"",
        "$filter=accountEnabled eq true&$orderby=displayName",
    ] {
        for (path, header) in [
            (format!("/users?{query}"), false),
            (format!("/users?{query}&$count=true"), false),
            (format!("/users?{query}"), true),
        ] {
            let refused = ask(&bed, &path, header).await;
            assert_eq!(
                refused.refusal(),
                (400, "Request_UnsupportedQuery".to_owned()),
                "{path}"
            );
        }
        let good = ask(&bed, &format!("/users?{query}&$count=true"), true).await;
        assert_eq!(good.status, 200, "{}", good.text());
        assert!(good.json()["@odata.count"].is_number());
    }
    bed.sim
        .switches()
        .update(|s| s.directory.advanced_queries = AdvancedQueries::Header);
    let searched = ask(&bed, "/users?$search=\"displayName:ada\"", true).await;
    assert_eq!(searched.status, 200);
    assert!(searched.json().get("@odata.count").is_none());
}

#[tokio::test]
async fn a_search_looks_at_the_beginnings_of_words() {
    let bed = start().await;
    assert_eq!(
        found(&bed, "$search=\"displayName:exam\"").await,
        ["Ada Example", "Carl Example"]
    );
    let either = "$search=\"mail:bob\" OR \"displayName:dora\"";
    assert_eq!(found(&bed, either).await, ["Dora", "Bob Adams"]);
    let both = "$search=\"displayName:example\" AND \"displayName:ada\"";
    assert_eq!(found(&bed, both).await, ["Ada Example"]);
    let bad = ask(&bed, "/users?$count=true&$search=ada", true).await;
    assert_eq!(bad.refusal(), (400, "Request_BadRequest".to_owned()));
}

#[tokio::test]
async fn users_are_sorted_by_name() {
    let bed = start().await;
    let sorted = ask(&bed, "/users?$orderby=displayName desc&$top=1", false)
        .await
        .json();
    assert_eq!(sorted["value"][0]["displayName"], "Dora");
    assert!(sorted["@odata.nextLink"].is_string());
    let refused = ask(&bed, "/users?$orderby=mail", false).await;
    assert_eq!(
        refused.refusal(),
        (400, "Request_UnsupportedQuery".to_owned())
    );
}

#[tokio::test]
async fn users_are_counted_as_plain_text() {
    let bed = start().await;
    let count = ask(&bed, "/users/$count", true).await;
    assert_eq!((count.status, count.text().as_str()), (200, "4"));
    assert_eq!(count.header("content-type"), "text/plain");
    let some = ask(&bed, "/users/$count?$filter=accountEnabled eq false", true).await;
    assert_eq!(some.text(), "1");
    assert_eq!(ask(&bed, "/users/$count", false).await.status, 400);
}

#[tokio::test]
async fn a_users_site_is_told_of_one_user_but_not_listed() {
    let bed = start().await;
    let user = bed
        .get(&format!("/users/{}?$select=mySite", bed.ada.id))
        .await;
    let site = user.json()["mySite"].as_str().unwrap().to_owned();
    assert!(
        site.starts_with("https://contoso-my.sharepoint.example/personal/ada"),
        "{site}"
    );
    let listed = bed.get("/users?$select=id,mySite").await;
    assert_eq!(listed.refusal(), (501, "notSupported".to_owned()));
    assert!(bed.sim.journal().defects().is_empty());
}
