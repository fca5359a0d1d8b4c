//! The listing of a folder, whatever its pages say and wherever they lead.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| onefold::drives::fuzzing::paging(input));
