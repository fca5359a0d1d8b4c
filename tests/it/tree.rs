//! The tree: mounts in mounts, roots, letter case, and what must stay outside.
