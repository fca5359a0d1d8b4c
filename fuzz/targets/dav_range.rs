//! The part of a file that is asked for.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| onefold::dav::fuzzing::range(input));
