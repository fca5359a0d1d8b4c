//! What is made of the body of a request for WebDAV.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| onefold::dav::fuzzing::xml(input));
