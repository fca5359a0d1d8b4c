//! Cases that take minutes or gigabytes: `make test-heavy`.
