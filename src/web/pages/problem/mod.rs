//! `GET /@problems/{code}`: what a code means and what to do about it. The address is the `type` of the
//! API's problems, so that every program's log leads here. For everybody: it says nothing of anybody.

#[cfg(test)]
mod sources;
mod words;

use askama::Template;
use axum::response::Response;
use http::{StatusCode, Uri};

use crate::domain::{Caller, Diagnosis, Error};
use crate::edge::Failed;
use crate::web::error::meaning;
use crate::web::html::page;
use crate::web::view::Shell;

use words::WORDS;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    shell: Shell,
    code: &'static str,
    title: &'static str,
    text: &'static str,
    remedy: Option<&'static str>,
}

/// Explains one code. A code that nobody uses is not found.
pub(in crate::web) async fn show(uri: Uri) -> Result<Response, Failed> {
    let code = uri.path().strip_prefix("/@problems/").unwrap_or_default();
    let problem = ProblemPage::of(code).ok_or(Failed(Error::NotFound))?;
    Ok(page(StatusCode::OK, &problem)?)
}

impl ProblemPage {
    fn of(code: &str) -> Option<Self> {
        let shell = Shell::of(&Caller::anonymous());
        if let Some(diagnosis) = Diagnosis::from_code(code) {
            let (_, text) = meaning(diagnosis.kind());
            return Some(Self {
                shell,
                code: diagnosis.code(),
                title: diagnosis.title(),
                text,
                remedy: Some(diagnosis.remedy()),
            });
        }
        let known = WORDS.iter().find(|(known, _, _)| *known == code);
        known.map(|&(code, title, text)| Self {
            shell,
            code,
            title,
            text,
            remedy: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::sources::used_codes;
    use super::*;

    #[tokio::test]
    async fn a_code_that_nobody_uses_is_not_found() {
        for code in ["", "nonsense", "secret_expired/", "Secret_Expired"] {
            let uri: Uri = format!("/@problems/{code}").parse().expect("an address");
            let failed = show(uri).await.expect_err("no such code");
            assert!(matches!(failed.0, Error::NotFound), "{code}");
        }
    }

    #[test]
    fn every_diagnosis_says_what_to_do() {
        for diagnosis in Diagnosis::all() {
            let page = ProblemPage::of(diagnosis.code()).expect("a page");
            let html = page.render().expect("it renders");
            assert!(html.contains(diagnosis.code()) && html.contains("What to do"));
        }
    }

    #[test]
    fn the_other_codes_stand_in_order_and_none_is_a_diagnosis() {
        let codes: Vec<_> = WORDS.iter().map(|(code, _, _)| *code).collect();
        assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
        let taken = codes.into_iter().map(Diagnosis::from_code);
        assert_eq!(taken.into_iter().flatten().count(), 0);
    }

    #[test]
    fn every_code_that_the_sources_use_has_its_page() {
        let used = used_codes();
        assert!(used.contains("invalid_path") && used.contains("malformed_json"));
        let missing: Vec<_> = used
            .iter()
            .filter(|code| ProblemPage::of(code).is_none())
            .collect();
        assert!(
            missing.is_empty(),
            "give them words in words.rs: {missing:?}"
        );
        let known = WORDS.iter().map(|(code, _, _)| (*code).to_owned());
        let idle: Vec<_> = known.filter(|code| !used.contains(code)).collect();
        assert!(idle.is_empty(), "no source uses {idle:?}");
    }
}
