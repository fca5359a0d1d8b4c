//! The whole server, seen through its faces, over the simulator.
//!
//! One binary, so that the crate is linked once. `support` starts a server of its own for each test, on
//! free ports and in a folder of its own, with a clock that the test moves.

mod support;

mod addressing;
mod admin;
mod answers;
mod apart;
mod bad_input;
mod beliefs;
mod big_answers;
mod big_folder;
mod by_client;
mod bytes;
mod commands;
mod connections;
mod contract;
mod costs;
mod crowd;
mod cursors;
mod dav;
mod delivery;
mod delta;
mod directory;
mod facts;
mod faults;
mod figures;
mod first_steps;
mod folder_notes;
mod front_page;
mod gate;
mod isolation;
mod kill_nine;
mod limits;
mod locks;
mod long_listings;
mod marked;
mod observed;
mod paging;
mod passes;
mod peers;
mod promises;
mod properties;
mod races;
mod rights;
mod shortcuts;
mod sign_in;
mod sites;
mod stale;
mod start;
mod tokens;
mod tree;
mod trouble;
mod uploads;
mod whole;
mod write_costs;
mod writing;
