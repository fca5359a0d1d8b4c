//! What is made of the bytes of an answer of Microsoft's.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| onefold::graph::fuzzing::wire(input));
