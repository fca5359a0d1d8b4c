//! What is to be answered to a guess.

use percent_encoding::percent_decode_str;

use super::guesses::Guess;
use super::visitors::{Rank, Visitor};
use crate::support::Answer;

/// What is guessed at.
#[derive(Clone, Copy, Debug)]
pub(super) enum About {
    /// A place; whether its spelling is one that a path may have.
    Place { is_sound: bool },
    /// A row: what an administrator is answered, and whether it would belong to one's own account.
    Row {
        told: (u16, &'static str),
        is_own: bool,
    },
    /// The rest of a listing, to be shown with a cursor of somebody else's.
    Rest,
}

/// What is wrong with an answer.
pub(super) fn fault(visitor: &Visitor, guess: &Guess, answer: &Answer) -> Option<String> {
    let code = if answer.body.is_empty() || !answer.header("content-type").contains("json") {
        String::new()
    } else {
        answer.code()
    };
    let is_form = answer.status == 303 && answer.header("location").starts_with("/@login");
    let wanted = wanted(visitor, guess);
    let fits = |(status, wanted): &(u16, &str)| {
        let status_fits = *status == answer.status || *status == 401 && is_form;
        status_fits && (code.is_empty() || code == *wanted)
    };
    let text = answer.text();
    (!wanted.iter().any(fits))
        .then(|| format!("{} {code}, not {wanted:?}: {text:.200}", answer.status))
}

fn wanted(visitor: &Visitor, guess: &Guess) -> Vec<(u16, &'static str)> {
    let unknown = (401, "unauthenticated");
    let nothing = (404, "not_found");
    let forbidden = (403, "forbidden");
    let is_link = guess.target.starts_with("/api/v1/fs/link");
    match (guess.about, visitor.rank) {
        // Links are for accounts, whatever is asked.
        (_, Rank::Nobody) if is_link => vec![unknown],
        (About::Place { is_sound: false }, _) => vec![(400, "invalid_path")],
        (_, Rank::Nobody) => vec![unknown],
        // And programs make none.
        (About::Place { .. }, _) if is_link && visitor.is_program => vec![forbidden],
        (About::Row { told, is_own }, rank) => {
            let may = if is_own {
                !visitor.is_program
            } else {
                rank == Rank::Administrator
            };
            vec![if may { told } else { forbidden }]
        }
        // His own link, for him to find out whether there is anything.
        (About::Place { .. }, _) if leads_home(visitor, guess) => vec![(200, ""), nothing],
        (About::Place { .. }, _) => vec![nothing],
        (About::Rest, Rank::Administrator) if guess.target.contains("/audit?") => {
            vec![(422, "invalid_cursor")]
        }
        (About::Rest, _) if guess.target.contains("/audit?") => vec![forbidden],
        (About::Rest, _) => vec![(422, "invalid_cursor"), nothing],
    }
}

/// Whether a link to one's own is asked for.
fn leads_home(visitor: &Visitor, guess: &Guess) -> bool {
    let target = percent_decode_str(&guess.target).decode_utf8_lossy();
    target.contains(&format!("fs/link?path={}/", visitor.side.mount(4)))
}

/// Whether a path may be spelled like this, in the address or in its query, where it is decoded before it is
/// split.
pub(super) fn is_sound(spelled: &str, in_query: bool) -> bool {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let whole = if in_query {
        decode(spelled)
    } else {
        spelled.to_owned()
    };
    let path = whole.strip_prefix('/').unwrap_or(&whole);
    let path = path.strip_suffix('/').unwrap_or(path);
    path.split('/').all(|name| {
        let name = if in_query {
            name.to_owned()
        } else {
            decode(name)
        };
        let is_step = ["", ".", ".."].contains(&name.as_str());
        !is_step && !name.contains(['/', '\\', '\0'])
    })
}
