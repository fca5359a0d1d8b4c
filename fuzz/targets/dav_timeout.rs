//! How long a lock is wanted.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| onefold::dav::fuzzing::timeout(input));
