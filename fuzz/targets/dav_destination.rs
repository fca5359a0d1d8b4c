//! Where a copy or a move leads, and the small headers of WebDAV.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| onefold::dav::fuzzing::destination(input));
