//! What is made of an answer's bytes.

use std::time::Duration;

use http::StatusCode;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::domain::Diagnosis;
use crate::graph::calls::understand;
use crate::graph::error::{Error, ErrorKind};
use crate::graph::extent::{self, Fault};
use crate::graph::login;
use crate::graph::refusal::{Subject, request_id};
use crate::graph::retry_after::{retry_after, units_left};
use crate::graph::transport::Answer;
use crate::graph::wire::{Collection, Drive, DriveItem, Organization};

use super::specimen::Specimen;
use super::{changes, rarer};

const DAY: Duration = Duration::from_hours(24);

/// Reads an answer as each of the things that it may be.
pub fn wire(input: &[u8]) {
    let specimen = Specimen::read(input);
    check_head(&specimen);
    check_body(&specimen.answer);
    changes::check(&specimen.answer);
    rarer::check(&specimen.answer);
    check_cut(&specimen.answer, specimen.cut);
}

/// What one reader made of an answer: its words for a success, so that two can be compared.
type Reading = Result<String, Error>;

fn readings(answer: &Answer) -> Vec<Reading> {
    let token = login::issued("token", answer);
    let token = token.map(|it| format!("{} {:?} {:?}", it.value.expose(), it.life, it.roles));
    let configuration = login::configuration("configuration", answer);
    let mut readings = vec![
        understand::<Collection<DriveItem>>("children", Subject::Item, answer)
            .map(|page| format!("{page:?}")),
        understand::<Collection<Organization>>("organization", Subject::Directory, answer)
            .map(|page| format!("{page:?}")),
        understand::<Drive>("user", Subject::UserDrive, answer).map(|it| format!("{it:?}")),
        understand::<Drive>("drive", Subject::Drive, answer).map(|it| format!("{it:?}")),
        understand::<DriveItem>("item", Subject::Item, answer).map(|item| {
            let times = (item.created_at(), item.modified_at());
            format!("{item:?} {times:?}")
        }),
        token,
        configuration.map(|it| format!("{it:?}")),
    ];
    readings.extend(rarer::readings(answer));
    readings
}

fn check_body(answer: &Answer) {
    let is_object = answer.body.trim_ascii_start().starts_with(b"{") && is_json(&answer.body);
    let found = readings(answer);
    for reading in &found {
        match reading {
            Ok(said) => assert!(
                is_object && answer.status == StatusCode::OK,
                "taken for a success: {said}"
            ),
            Err(error) => check_failure(answer, error, is_object),
        }
    }
    let Ok(value) = serde_json::from_slice::<Value>(&answer.body) else {
        return;
    };
    check_page(answer, &value);
    let body = serde_json::to_vec(&value).expect("a value can be written");
    let rewritten = Answer {
        body,
        headers: answer.headers.clone(),
        ..*answer
    };
    for (one, other) in found.iter().zip(readings(&rewritten)) {
        if let Ok(said) = one {
            let again = other.expect("what was read can be read again");
            assert_eq!(*said, again, "the same document, written otherwise");
        }
    }
}

/// No member and no link of a page gets lost.
fn check_page(answer: &Answer, value: &Value) {
    let page = understand::<Collection<DriveItem>>("children", Subject::Item, answer);
    if let Ok(page) = page {
        let members = value.get("value").and_then(Value::as_array);
        assert_eq!(Some(page.value.len()), members.map(Vec::len));
        let link = value.get("@odata.nextLink").and_then(Value::as_str);
        assert_eq!(page.next_link.as_deref(), link);
    }
}

fn check_failure(answer: &Answer, error: &Error, is_object: bool) {
    let failure = &error.failure;
    for text in [&failure.code, &failure.message, &failure.request_id] {
        let length = text.as_deref().map_or(0, |text| text.chars().count());
        assert!(length <= 510, "{length} characters of Microsoft's are kept");
    }
    assert!(failure.retry_after.is_none_or(|wait| wait <= DAY));
    assert_eq!(failure.status, Some(answer.status.as_u16()));
    match error.kind {
        ErrorKind::ItemNotFound => {
            assert!(is_object && answer.status == StatusCode::NOT_FOUND);
        }
        kind => {
            assert_eq!(kind, ErrorKind::Failed, "no range was asked for");
            let success = answer.status == StatusCode::OK;
            assert!(!success || error.diagnosis() == Diagnosis::UpstreamMalformed);
        }
    }
}

/// A whole document that is cut anywhere before its end is neither a success nor a word about an item.
pub(super) fn check_cut(answer: &Answer, position: usize) {
    let whole = answer.body.trim_ascii_end();
    if !whole.trim_ascii_start().starts_with(b"{") || !is_json(whole) {
        return;
    }
    let (kept, _) = whole.split_at(position % whole.len());
    let cut = Answer {
        body: kept.to_vec(),
        headers: answer.headers.clone(),
        ..*answer
    };
    changes::check(&cut);
    rarer::check_cut(&cut);
    for reading in readings(&cut) {
        let error = reading.expect_err("a cut document is no success");
        assert_eq!(error.kind, ErrorKind::Failed, "a cut document says nothing");
    }
}

fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(body).is_ok()
}

/// What the headers promise fits together, and fits the question.
fn check_head(specimen: &Specimen) {
    let Answer {
        status, headers, ..
    } = &specimen.answer;
    assert!(retry_after(headers).is_none_or(|wait| wait <= DAY));
    assert!(units_left(headers).is_none_or(|(_, reset)| reset <= DAY));
    assert!(request_id(headers).is_none_or(|id| id.len() <= 500));
    let _ = extent::is_page(headers);
    match extent::read(*status, headers, specimen.asked) {
        Ok(extent) => match extent.range {
            None => assert_eq!(*status, StatusCode::OK),
            Some(range) => {
                assert_eq!(*status, StatusCode::PARTIAL_CONTENT);
                assert!(range.last() < extent.length && range.length() > 0);
                let asked = specimen.asked.expect("a part that nobody asked for");
                let meant = asked.resolve(extent.length).expect("it exists");
                assert_eq!(meant, range);
            }
        },
        Err(Fault::OutOfRange(length)) => {
            let asked = specimen.asked.expect("a range that nobody asked for");
            assert!(asked.resolve(length).is_err());
        }
        Err(Fault::Refused | Fault::Misfit) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::fuzzing::corpus;

    #[test]
    fn the_answers_of_the_corpus_are_read_as_they_must() {
        for (name, input) in corpus("wire") {
            println!("{name}");
            wire(&input);
        }
    }

    #[test]
    fn the_answers_of_the_corpus_cut_at_any_byte_are_no_success() {
        for (name, input) in corpus("wire") {
            println!("{name}");
            let answer = Specimen::read(&input).answer;
            for position in 0..answer.body.len() {
                check_cut(&answer, position);
            }
        }
    }
}
