//! Refusals as Microsoft words them, and what they are taken for.

use super::*;

fn read_body(subject: Subject, status: u16, body: &str) -> Error {
    read_answer(subject, status, HeaderMap::new(), body)
}

fn read_answer(subject: Subject, status: u16, headers: HeaderMap, body: &str) -> Error {
    let status = StatusCode::from_u16(status).expect("a status");
    let body = body.as_bytes().to_vec();
    let answer = Answer {
        status,
        headers,
        body,
    };
    read("test", subject, &answer)
}

#[test]
fn a_refused_token_is_not_a_refused_sign_in() {
    let expired = envelope("InvalidAuthenticationToken", "Lifetime validation failed.");
    for body in ["", "<html>401</html>", &expired] {
        let error = read_body(Subject::Item, 401, body);
        assert_eq!(error.diagnosis(), Diagnosis::TokenRefused, "{body}");
    }
    let roles = "Either scp or roles claim need to be present in the token.";
    let error = read_body(Subject::Item, 401, &envelope("generalException", roles));
    assert_eq!(error.diagnosis(), Diagnosis::ConsentMissing);
}

#[test]
fn a_policy_that_steps_in_after_sign_in_is_named() {
    let challenge = |error: &str| {
        let mut headers = HeaderMap::new();
        let value = format!("Bearer realm=\"\", error=\"{error}\", claims=\"e30=\"");
        headers.insert(header::WWW_AUTHENTICATE, value.parse().expect("a header"));
        read_answer(Subject::Item, 401, headers, "").diagnosis()
    };
    assert_eq!(challenge("insufficient_claims"), Diagnosis::BlockedByPolicy);
    assert_eq!(challenge("invalid_token"), Diagnosis::TokenRefused);
    let told = read_body(Subject::Item, 403, &envelope("insufficient_claims", ""));
    assert_eq!(told.diagnosis(), Diagnosis::BlockedByPolicy);
}

fn envelope(code: &str, message: &str) -> String {
    format!(
        r#"{{"error":{{"code":"{code}","message":"{message}","innerError":{{"date":"2026-11-21T09:37:28"}}}}}}"#
    )
}

#[test]
fn only_graphs_own_word_makes_an_item_absent() {
    let absent = read_body(Subject::Item, 404, &envelope("itemNotFound", "gone"));
    assert_eq!(absent.kind, ErrorKind::ItemNotFound);
    for body in [
        "<html>404</html>",
        "",
        "{",
        r#"{"error":{"code":"UnknownError","message":""}}"#,
    ] {
        let other = read_body(Subject::Item, 404, body);
        assert_eq!(
            (other.kind, other.diagnosis()),
            (ErrorKind::Failed, Diagnosis::UpstreamMalformed),
            "{body}"
        );
    }
}

#[test]
fn of_endless_words_only_the_beginning_is_kept() {
    let endless = "x".repeat(100_000);
    let error = read_body(Subject::Item, 400, &envelope(&endless, &endless));
    let failure = error.failure;
    for kept in [failure.code, failure.message] {
        assert_eq!(kept.map(|text| text.len()), Some(500));
    }
}

#[test]
fn a_gateways_page_says_nothing_about_a_drive() {
    for (subject, status) in [400, 403, 404]
        .into_iter()
        .flat_map(|status| [Subject::Drive, Subject::Site].map(|subject| (subject, status)))
    {
        let refused = read_body(subject, status, "<html>");
        assert_eq!(
            refused.diagnosis(),
            Diagnosis::UpstreamMalformed,
            "{status}"
        );
    }
}

#[test]
fn a_word_that_is_empty_takes_nothing_from_the_one_before_it() {
    let body = r#"{"error":{"code":"accessDenied","innerError":{"code":""}}}"#;
    let refused = read_body(Subject::Item, 403, body);
    assert_eq!(refused.diagnosis(), Diagnosis::RoleMissing);
    assert_eq!(refused.failure.code.as_deref(), Some("accessDenied"));
    let wordless = r#"{"error":{"code":"","innerError":{"code":""}}}"#;
    let refused = read_body(Subject::Item, 403, wordless);
    assert_eq!(refused.diagnosis(), Diagnosis::UpstreamMalformed);
}

#[test]
fn every_way_to_have_no_onedrive_is_recognized() {
    for (status, code, message) in [
        (404, "ResourceNotFound", "User's mysite not found."),
        (400, "BadRequest", "Unable to retrieve user's mysite URL."),
        (404, "UnknownError", "404 FILE NOT FOUND"),
        (404, "itemNotFound", "Item not found"),
        (403, "UnknownError", ""),
    ] {
        let error = read_body(Subject::UserDrive, status, &envelope(code, message));
        assert_eq!(
            error.diagnosis(),
            Diagnosis::DriveNotProvisioned,
            "{status} {code} {message}"
        );
    }
}

#[test]
fn refusals_are_told_apart() {
    use Diagnosis as D;
    use Subject::{AppFolder, Drive, Item, Sharing, Site, UserDrive};
    let roles = "Either scp or roles claim need to be present in the token.";
    let license = "Tenant does not have a SPO license.";
    let rps = "Unable to initialize RPS";
    for (subject, status, code, message, diagnosis) in [
        (
            UserDrive,
            404,
            "Request_ResourceNotFound",
            "no user",
            D::UserNotFound,
        ),
        (
            UserDrive,
            400,
            "BadRequest",
            license,
            D::NoSharePointLicense,
        ),
        (Item, 400, "BadRequest", rps, D::UpstreamDown),
        (Item, 403, "AccessDenied", roles, D::ConsentMissing),
        (Item, 403, "accessDenied", "Access denied", D::RoleMissing),
        (Item, 423, "notAllowed", "locked", D::DriveLocked),
        (Item, 429, "activityLimitReached", "", D::Throttled),
        (Item, 503, "serviceNotAvailable", "", D::UpstreamDown),
        (Item, 504, "UnknownError", "", D::UpstreamTimeout),
        (Drive, 404, "itemNotFound", "", D::DriveNotFound),
        (Item, 400, "invalidRequest", "", D::UpstreamRefused),
        (Site, 404, "itemNotFound", "", D::SiteNotFound),
        (Site, 400, "invalidRequest", "", D::SiteNotFound),
        (Site, 403, "accessDenied", "", D::RoleMissing),
        (AppFolder, 404, "itemNotFound", "", D::AppFolderMissing),
        (AppFolder, 403, "accessDenied", "", D::AppFolderMissing),
        (Sharing, 403, "sharingDisabled", "", D::SharingDisabled),
        (Sharing, 400, "invalidRequest", "", D::SharingDisabled),
        (Sharing, 403, "accessDenied", "", D::RoleMissing),
        (Sharing, 423, "notAllowed", "", D::DriveLocked),
    ] {
        let error = read_body(subject, status, &envelope(code, message));
        assert_eq!(error.diagnosis(), diagnosis, "{code}");
    }
}

#[test]
fn a_change_is_clearly_refused_only_by_a_clear_word() {
    for (status, leaves_doubt) in [
        (202, true),
        (206, true),
        (302, true),
        (400, false),
        (403, false),
        (408, true),
        (429, true),
        (500, true),
        (501, false),
        (503, true),
        (507, false),
    ] {
        let error = read_body(Subject::Change, status, &envelope("generalException", ""));
        assert_eq!(error.leaves_doubt(), leaves_doubt, "{status}");
    }
}

#[test]
fn a_write_role_that_is_missing_is_no_lock() {
    let refused = read_body(
        Subject::Change,
        403,
        &envelope("accessDenied", "Access denied"),
    );
    let found = (refused.kind, refused.diagnosis());
    assert_eq!(found, (ErrorKind::Failed, Diagnosis::RoleMissing));
}
