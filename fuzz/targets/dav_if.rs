//! The conditions of an `If` header.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| onefold::dav::fuzzing::conditions(input));
