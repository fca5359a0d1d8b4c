//! Takes an `If` header apart, character by character.

/// What is left of the header. Each step takes what it is asked for from the front, or nothing.
#[derive(Clone, Copy)]
pub(super) struct Scanner<'a> {
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text }.past_space()
    }

    pub(super) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// Whether the next character was `sign`, which is taken then, with the space behind it.
    pub(super) fn take(&mut self, sign: char) -> bool {
        let Some(rest) = self.rest.strip_prefix(sign) else {
            return false;
        };
        *self = Self { rest }.past_space();
        true
    }

    /// `Not`, in any letter case as all of ABNF's words.
    pub(super) fn take_not(&mut self) -> bool {
        let Some((word, rest)) = self.rest.split_at_checked(3) else {
            return false;
        };
        // What follows is `<` or `[`, so that no word can merely begin like this one.
        if !word.eq_ignore_ascii_case("not") {
            return false;
        }
        *self = Self { rest }.past_space();
        true
    }

    /// What stands between angle brackets.
    pub(super) fn take_coded(&mut self) -> Option<&'a str> {
        let (text, rest) = self.rest.strip_prefix('<')?.split_once('>')?;
        *self = Self { rest }.past_space();
        Some(text)
    }

    /// What stands between square brackets. Microsoft's tags hold commas and may hold any bracket, so within
    /// quotes only a quote counts. Tags without quotes are none, but no reason to refuse the header.
    pub(super) fn take_bracketed(&mut self) -> Option<&'a str> {
        let inside = self.rest.strip_prefix('[')?;
        let mut quoted = false;
        for (position, sign) in inside.char_indices() {
            match sign {
                '"' => quoted = !quoted,
                ']' if !quoted => {
                    let (tag, rest) = inside.split_at_checked(position)?;
                    let rest = rest.strip_prefix(']')?;
                    *self = Self { rest }.past_space();
                    return Some(tag.trim_matches(SPACE));
                }
                _ => {}
            }
        }
        None
    }

    fn past_space(self) -> Self {
        let rest = self.rest.trim_start_matches(SPACE);
        Self { rest }
    }
}

const SPACE: [char; 2] = [' ', '\t'];
