//! The raw path of a request, and Graph's address of the item there.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| onefold::graph::fuzzing::addresses(input));
