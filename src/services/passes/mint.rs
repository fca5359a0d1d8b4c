//! Secrets that we make and hand out once. They are random all over, so that a plain digest of them can be
//! kept: there is nothing to guess.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::Secret;
use crate::doors::Random;

/// Letters and digits that nobody mistakes for another. As many as five bits count.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Letters of a password for a program: 125 bits.
const LENGTH: usize = 25;

/// Letters between two hyphens.
const GROUP: usize = 5;

/// A token of 256 bits that begins with `prefix`, by which scanners of leaked secrets find it.
pub(in crate::services) fn token(random: Random, prefix: &str) -> Secret<String> {
    let bytes = random.bytes::<32>();
    Secret::new(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// A fresh password for a program.
#[derive(Clone, Debug)]
pub(in crate::services) struct AppPasswordText {
    /// In groups that can be typed: `abcde-fghij-…`.
    pub(in crate::services) shown: Secret<String>,
    /// As it is kept, a digest of it to be precise.
    pub(in crate::services) bare: Secret<String>,
}

/// Makes a password for a program.
pub(in crate::services) fn app_password(random: Random) -> AppPasswordText {
    let letters = random.bytes::<LENGTH>();
    let letters = letters.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    let groups: Vec<String> = letters.chunks(GROUP).map(String::from_iter).collect();
    AppPasswordText {
        shown: Secret::new(groups.join("-")),
        bare: Secret::new(groups.concat()),
    }
}

/// The text under which a password for a program is kept, whether it was typed with hyphens, with blanks
/// or with neither. `None` where it is none of ours: those are looked for nowhere.
pub(in crate::services) fn as_app_password(typed: &Secret<String>) -> Option<Secret<String>> {
    let typed = typed.expose();
    if typed.len() > 2 * LENGTH {
        return None;
    }
    let bare = typed.bytes().filter(|byte| !b"- ".contains(byte));
    let bare: Vec<u8> = bare.map(|byte| byte.to_ascii_lowercase()).collect();
    let ours = bare.len() == LENGTH && bare.iter().all(|byte| LETTERS.contains(byte));
    let text = ours.then(|| String::from_utf8(bare).ok());
    text.flatten().map(Secret::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_for_a_program_is_known_by_its_form_however_it_is_typed() {
        let made = app_password(Random);
        let (text, bare) = (made.shown.expose(), made.bare.expose());
        assert_eq!((text.len(), text.split('-').count()), (29, 5));
        for typed in [
            text.clone(),
            bare.clone(),
            text.replace('-', " "),
            text.to_uppercase(),
            format!(" {text} "),
        ] {
            let read = as_app_password(&Secret::new(typed.clone()));
            let read = read.map(|read| read.expose().clone());
            assert_eq!(read.as_ref(), Some(bare), "{typed}");
        }
    }

    #[test]
    fn other_passwords_are_none() {
        let bare = app_password(Random).bare.expose().clone();
        for typed in [
            String::new(),
            "correct horse battery".to_owned(),
            format!("{bare}a"),
            bare.chars().skip(1).collect(),
            bare.chars().skip(1).chain(['o']).collect(),
            bare.chars().skip(1).chain(['1']).collect(),
            "-".repeat(1_000),
        ] {
            let read = as_app_password(&Secret::new(typed.clone()));
            assert!(read.is_none(), "{typed}");
        }
    }

    #[test]
    fn every_secret_is_another() {
        let (one, other) = (token(Random, "oft_"), token(Random, "oft_"));
        assert_eq!(one.expose().len(), "oft_".len() + 43);
        assert!(one.expose() != other.expose());
        assert!(app_password(Random).bare != app_password(Random).bare);
    }
}
