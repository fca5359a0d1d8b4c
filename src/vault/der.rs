//! Reading DER (ITU-T X.690), as much of it as keys and certificates need.

/// `INTEGER`
pub(super) const INTEGER: u8 = 0x02;
/// `BIT STRING`
pub(super) const BIT_STRING: u8 = 0x03;
/// `OCTET STRING`
pub(super) const OCTET_STRING: u8 = 0x04;
/// `UTCTime`
pub(super) const UTC_TIME: u8 = 0x17;
/// `GeneralizedTime`
pub(super) const GENERALIZED_TIME: u8 = 0x18;
/// `SEQUENCE`
pub(super) const SEQUENCE: u8 = 0x30;
/// `[0]`, explicit
pub(super) const CONTEXT_0: u8 = 0xa0;

/// Values that follow each other.
#[derive(Clone, Copy)]
pub(super) struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next value: its tag, and what is in it. `None` at the end, or where there is none.
    pub(super) fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (length, rest) = length(rest)?;
        let (contents, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, contents))
    }

    /// What is in the next value, which must have this tag.
    pub(super) fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (found, contents) = self.next()?;
        (found == tag).then_some(contents)
    }

    /// The values of the next one, which must have this tag.
    pub(super) fn enter(&mut self, tag: u8) -> Option<Self> {
        self.take(tag).map(Self)
    }

    /// Passes the next value if it has this tag.
    pub(super) fn skip_if(&mut self, tag: u8) {
        let mut ahead = *self;
        if ahead.take(tag).is_some() {
            *self = ahead;
        }
    }
}

/// A length (section 8.1.3), and what follows it.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    match first {
        0..=0x7f => Some((usize::from(first), rest)),
        // The low bits say how many bytes of length follow; four of them count up to 4 GiB.
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = digits
                .iter()
                .fold(0_usize, |sum, digit| sum << 8 | usize::from(*digit));
            Some((length, rest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_one_after_the_other() {
        let mut der = Der::new(&[0x30, 3, 0x02, 1, 7, 0x04, 0x81, 1, 9]);
        let mut inner = der.enter(SEQUENCE).expect("a sequence");
        inner.skip_if(OCTET_STRING);
        assert_eq!(inner.take(INTEGER), Some(&[7][..]));
        assert_eq!(inner.next(), None);
        assert_eq!(der.take(OCTET_STRING), Some(&[9][..]));
    }

    #[test]
    fn what_is_longer_than_what_is_there_is_no_value() {
        for bytes in [
            &[0x30][..],
            &[0x30, 1],
            &[0x30, 0x80, 0, 0],
            &[0x30, 0x85, 0, 0, 0, 0, 0],
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
        ] {
            assert_eq!(Der::new(bytes).next(), None, "{bytes:?}");
        }
    }
}
