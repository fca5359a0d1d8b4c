//! What a guest has unlocked, as a text that he keeps: `1.{key}.{exp}.{rule}:{generation}~….{mac}`.

use std::time::Duration;

use crate::applications::KeyRing;
use crate::domain::{RuleId, Secret, Timestamp, Unlock};
use crate::services::passes::{Stamped, stamp};

use super::Unlocked;

/// How long a folder stays open to a guest.
const LIFE: Duration = Duration::from_hours(12);

/// How many folders at the most: the text must fit into a cookie.
const MOST: usize = 40;

/// Writes down what somebody has unlocked; each time for the whole life.
pub(super) fn write<'a>(
    keys: &KeyRing,
    unlocked: impl Iterator<Item = &'a Unlock>,
    now: Timestamp,
) -> Unlocked {
    let expires_at = now.after(LIFE);
    let list: Vec<_> = unlocked
        .take(MOST)
        .map(|unlock| format!("{}:{}", unlock.rule, unlock.generation))
        .collect();
    let fields = [&*expires_at.unix_ms().to_string(), &*list.join("~")];
    Unlocked::ByGuest {
        text: Secret::new(stamp(keys, &fields, &[])),
        expires_at,
    }
}

/// Reads what [`write()`] has written.
pub(super) fn read(keys: &KeyRing, text: &str, now: Timestamp) -> Option<Vec<Unlock>> {
    let stamped = Stamped::<2>::parse(text)?;
    let [expires, list] = stamped.fields;
    let good = stamped.is_ours(keys, &[]) && now < Timestamp::from_unix_ms(expires.parse().ok()?);
    let unlocks = list.split('~').filter_map(|one| {
        let (rule, generation) = one.split_once(':')?;
        Some(Unlock {
            rule: RuleId::parse(rule).ok()?,
            generation: generation.parse().ok()?,
        })
    });
    good.then(|| unlocks.collect())
}
