//! Who comes in, by which door, for how long, and what the others are told.

mod closed;
mod destinations;
mod form;
mod hosts;
mod sessions;

use crate::support::{Actor, Answer, House, Plan};

/// A house with one file.
async fn house() -> House {
    Plan::of_contoso(|world, org| {
        org.drive(world)
            .add_file("/a.txt", "abc", graph_sim::World::BEGINNING);
    })
    .start()
    .await
}

/// Posts a form as a browser would, with more headers.
async fn submit(
    actor: &Actor,
    path: &str,
    fields: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let request = actor
        .request("POST", path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    let add = |request: reqwest::RequestBuilder, (name, value): &(&str, &str)| {
        request.header(*name, *value)
    };
    Answer::of(headers.iter().fold(request, add)).await
}

/// The fields of the form, rightly filled in.
fn credentials(next: &str) -> [(&str, &str); 3] {
    [
        ("username", House::USERNAME),
        ("password", House::PASSWORD),
        ("next", next),
    ]
}

/// Signs in by the form; the `Cookie` header that a browser would send from then on.
async fn cookie_of(house: &House) -> String {
    let answer = submit(&house.anonymous(), "/@login", &credentials("/"), &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let cookie = answer.header("set-cookie").split(';').next();
    cookie.expect("a cookie").to_owned()
}
