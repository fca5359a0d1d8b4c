//! Refusals, told apart.

use super::{house, refused};

#[tokio::test]
async fn every_refusal_keeps_its_meaning() {
    for (theirs, their_code, status, code) in [
        (404, "itemNotFound", 404, "not_found"),
        (403, "accessDenied", 403, "item_forbidden"),
        (401, "InvalidAuthenticationToken", 502, "token_refused"),
        (423, "notAllowed", 403, "drive_locked"),
        (403, "resourceLocked", 403, "drive_locked"),
        (429, "activityLimitReached", 503, "throttled"),
        (503, "serviceNotAvailable", 503, "upstream_down"),
        (504, "UnknownError", 504, "upstream_timeout"),
        (400, "invalidRequest", 502, "upstream_refused"),
    ] {
        let (house, admin) = house().await;
        let fault = refused(theirs, their_code).header("request-id", "their-id");
        house.sim.faults().add(fault);
        for path in ["/contoso/ada/docs", "/contoso/ada/docs/00.txt"] {
            let answer = if path.ends_with("txt") {
                admin.stat(path).await
            } else {
                admin.list(path).await
            };
            let problem = answer.json();
            assert_eq!(answer.status, status, "{their_code}: {problem}");
            assert_eq!(problem["code"], code, "{problem}");
            assert_eq!(problem["type"], format!("/@problems/{code}"));
            if code != "not_found" && code != "throttled" {
                assert_eq!(problem["upstream"]["code"], their_code, "{problem}");
                assert_eq!(problem["upstream"]["message"], "their words");
                assert_eq!(problem["upstream"]["request_id"], "their-id");
            }
        }
        house.stop().await;
    }
}

#[tokio::test]
async fn a_pause_is_told_with_its_length_to_programs_and_people() {
    let (house, admin) = house().await;
    let busy = refused(429, "activityLimitReached").header("Retry-After", "60");
    house.sim.faults().add(busy);
    let problem = admin.list("/contoso/ada/docs").await.json();
    assert_eq!(
        (&problem["code"], &problem["retry_after"]),
        (&"throttled".into(), &60.into())
    );
    let page = admin.get("/contoso/ada/docs/?sort=-size").await;
    let (text, id) = (page.text(), page.header("x-request-id"));
    for words in [
        "This passes by itself. Try again in 60 s.",
        "href=\"/contoso/ada/docs/?sort=-size\">Try again</a>",
        "For administrators",
        "Wait; if it happens often",
        id,
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    house.stop().await;
}
