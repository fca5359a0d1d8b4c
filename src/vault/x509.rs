//! What we must know of a certificate (RFC 5280, section 4.1).

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::der::{BIT_STRING, CONTEXT_0, Der, GENERALIZED_TIME, INTEGER, SEQUENCE, UTC_TIME};
use super::error::VaultError;
use crate::domain::{Certificate, Thumbprints, Timestamp};

/// Reads a certificate, and the public key in it, which is the contents of its bit string.
pub(super) fn read(der: Vec<u8>) -> Result<(Certificate, Vec<u8>), VaultError> {
    let (not_after, public_key) = fields(&der).ok_or(VaultError::NoCertificate)?;
    let public_key = public_key.to_vec();
    let thumbprints = Thumbprints {
        sha1: fixed(digest(&SHA1_FOR_LEGACY_USE_ONLY, &der).as_ref()),
        sha256: fixed(digest(&SHA256, &der).as_ref()),
    };
    let certificate = Certificate {
        der,
        thumbprints,
        not_after,
    };
    Ok((certificate, public_key))
}

fn fixed<const N: usize>(digest: &[u8]) -> [u8; N] {
    digest
        .try_into()
        .expect("a digest has the length of its kind")
}

fn fields(der: &[u8]) -> Option<(Timestamp, &[u8])> {
    let mut signed = Der::new(der).enter(SEQUENCE)?.enter(SEQUENCE)?;
    signed.skip_if(CONTEXT_0);
    let _serial_number = signed.take(INTEGER)?;
    let _algorithm = signed.take(SEQUENCE)?;
    let _issuer = signed.take(SEQUENCE)?;
    let mut validity = signed.enter(SEQUENCE)?;
    let _not_before = validity.next()?;
    let not_after = time(validity.next()?)?;
    let _subject = signed.take(SEQUENCE)?;
    let mut key = signed.enter(SEQUENCE)?;
    let _algorithm = key.take(SEQUENCE)?;
    // The first byte of a bit string counts the unused bits at its end.
    let (&0, public_key) = key.take(BIT_STRING)?.split_first()? else {
        return None;
    };
    Some((not_after, public_key))
}

/// A time in UTC (section 4.1.2.5): two digits of a year below 50 lie in this century.
fn time((tag, contents): (u8, &[u8])) -> Option<Timestamp> {
    let text = str::from_utf8(contents).ok()?.strip_suffix('Z')?;
    let (year, rest) = text.split_at_checked(match tag {
        UTC_TIME => 2,
        GENERALIZED_TIME => 4,
        _ => return None,
    })?;
    let year = match (tag, number::<i16>(year)?) {
        (UTC_TIME, year @ 0..50) => 2_000 + year,
        (UTC_TIME, year) => 1_900 + year,
        (_, year) => year,
    };
    let mut pairs = rest.as_bytes().chunks(2);
    let mut pair = || number::<i8>(str::from_utf8(pairs.next()?).ok()?);
    let date = Date::new(year, pair()?, pair()?).ok()?;
    let time = Time::new(pair()?, pair()?, pair()?, 0).ok()?;
    let point = TimeZone::UTC.to_timestamp(date.to_datetime(time)).ok()?;
    Some(Timestamp::from_unix_ms(point.as_millisecond()))
}

fn number<T: std::str::FromStr>(digits: &str) -> Option<T> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_a_time_are_read() {
        let point = |text: &str| {
            let time: jiff::Timestamp = text.parse().expect("a time");
            Some(Timestamp::from_unix_ms(time.as_millisecond()))
        };
        let utc = |text: &str| time((UTC_TIME, text.as_bytes()));
        assert_eq!(utc("261121030405Z"), point("2026-11-21T03:04:05Z"));
        assert_eq!(utc("500101000000Z"), point("1950-01-01T00:00:00Z"));
        let long = |text: &str| time((GENERALIZED_TIME, text.as_bytes()));
        assert_eq!(long("20500101000000Z"), point("2050-01-01T00:00:00Z"));
        for nonsense in ["", "Z", "261121030405", "269921030405Z", "2611210304+5Z"] {
            assert_eq!(utc(nonsense), None, "{nonsense}");
        }
    }
}
