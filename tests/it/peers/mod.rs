//! What others get wrong in reading, and is right here: each defect a test, named by what we do.
//!
//! The defects were measured on rclone 1.75 (r) and read in the sources of `OpenList` and `AList` (a), which
//! people use for the same today; the numbers are those of our facts about them. A test without a file is
//! in this folder.
//!
//! | what happens elsewhere | the test here |
//! |---|---|
//! | r1: the wait that was asked for strikes the next call, not the one that was refused | `waits::the_call_that_was_refused_waits_itself` |
//! | r2: after one wait all is slow for four times as long | `waits::after_a_pause_all_goes_at_full_speed_at_once` |
//! | r3: an empty page ends a listing, as a success | `listings::an_empty_page_does_not_end_a_listing` |
//! | r6, a4: an old token fails the command, or is asked for without end | `sign_in::*`, `../tokens.rs` |
//! | r9, a0.3: a folder that can't be read is an empty one, or not there | `listings::a_folder_that_cannot_be_read_is_neither_empty_nor_missing` |
//! | r10: ten bytes cost four requests, and most of the file | `downloads::a_part_costs_one_request_for_just_those_bytes` |
//! | r13, on one file: a cut answer that ends well | `../bytes/truth.rs` |
//! | r14: a busy sign-in is asked each second, twice | `sign_in::a_busy_login_service_is_asked_when_it_said_and_once_each_time` |
//! | r15, a12: look-ups of everything on the way | `listings::a_deep_file_is_asked_for_and_nothing_on_the_way` |
//! | r16: an address of bytes that has ended ends the download | `downloads::an_address_that_has_ended_is_replaced_unseen` |
//! | r1.6: a date as `Retry-After` is not understood | `waits::the_call_that_was_refused_waits_itself` |
//! | r1.7: an error's text is written as the file | `downloads::an_error_of_the_host_is_never_the_file` |
//! | r1.7: two versions of a file are spliced after a cut | `../bytes/truth.rs` |
//! | r1.7: an address that is written anew loses its signature | `downloads::an_address_is_passed_on_byte_for_byte` |
//! | r3.9: a link to a page seen before, or to a foreign host | `../paging.rs` |
//! | a1: each mount is throttled for itself, and nobody waits | `waits::a_pause_holds_for_every_mount_of_the_application_and_no_other` |
//! | a2: an error that is no JSON is a success | `listings::an_answer_that_is_not_graphs_is_a_failure_whatever_it_says` |
//! | a3: all errors are one | `errors::every_refusal_keeps_its_meaning` |
//! | a6, a7: a sign-in for each call and each mount | `sign_in::mounts_of_one_application_share_one_sign_in` |
//! | a8: secrets come back in answers | `setup::a_secret_goes_in_and_never_comes_out` |
//! | a9: only drives of users, and an empty name means Microsoft's default | `setup::a_drive_is_mounted_by_its_id_and_nobodys_by_no_name` |
//! | a10: a guest's name cuts the address | `setup::a_guest_whose_name_holds_a_number_sign_is_found` |
//! | a11: a mount without its folder is said to work | `setup::a_mount_whose_folder_is_missing_says_so` |
//! | a13: pictures of all children are asked for, and their addresses thrown away | `listings::a_listing_asks_for_what_it_shows_and_keeps_the_addresses` |
//! | a14: an address is asked for each time, or used until it breaks | the same, `../costs.rs` |
//! | a15: who leaves goes on costing | `downloads::who_leaves_lets_go_of_the_bytes` |
//! | a20, a21: the server's times, no hashes, no tags | `listings::a_row_tells_the_clients_times_the_hash_and_the_tag` |
//! | a22: whatever is no file is a folder | `listings::what_is_neither_file_nor_folder_is_not_opened_as_one` |
//! | a23: the name of a browser | `../tokens.rs` |
//! | a25: the host of a signed address is exchanged | `downloads::an_address_is_passed_on_byte_for_byte` |
//! | a28: a dead connection swallows all calls | `waits::a_connection_that_died_without_a_word_costs_one_wait` |
//!
//! And of writing, on the drive itself:
//!
//! | what happens elsewhere | the test here |
//! |---|---|
//! | r1, a18: a refused fragment is sent again before its time | `writing::a_fragment_waits_as_long_as_was_asked_for` |
//! | r7: of two who make a folder one fails | `../races/writers.rs` |
//! | r8: a file that changes just now can't be replaced | `writing::a_session_that_was_refused_for_a_change_is_asked_for_again` |
//! | r11: a tag that does not fit is ignored | `writing::a_tag_that_does_not_fit_leaves_the_file_alone` |
//! | r15: a copy costs twenty calls, a move fourteen, a link nine | `../write_costs.rs` |
//! | r1.8: one 404 ends an upload, or a new session is not used | `writing::a_session_that_is_lost_is_made_anew_and_its_fragments_go_there` |
//! | a5: a repeated upload sends what is left of the bytes | `writing::an_upload_that_is_repeated_sends_all_bytes_again` |
//! | a16: a copy that fails is never heard of | `writing::a_copy_that_fails_is_told` |
//! | a17: throttling breeds `folder 1`, `folder 2` | `../faults/writing`, "A folder" |
//! | a18: an upload that failed leaves its session open | `writing::an_upload_that_failed_leaves_no_session` |
//! | a19: fragments of a length that is refused in the end | `../write_costs.rs` |
//!
//! Of parts that are not built yet: changes since a time (r4, r5, a26), archives (r12, r13). `WebDAV` (r17) and quota
//! (a24) have tests of their own, in `../dav`. A race on memory (a27) can't be written down in Rust.

mod downloads;
mod errors;
mod listings;
mod setup;
mod sign_in;
mod waits;
mod writing;

use graph_sim::{Content, Fault, Listener, World};

use crate::support::{Actor, House, Plan};

/// The bytes of every small file.
const TEXT: &str = "0123456789abcdefghij";

/// Ada's drive is answered with redirects, Bob's through us; both are known, and nothing is remembered.
async fn house() -> (House, Actor) {
    house_with("").await
}

async fn house_with(settings: &str) -> (House, Actor) {
    let plan = Plan::of_contoso(|world, org| {
        for user in [&org.ada, &org.bob] {
            let mut drive = world.drive_of(user);
            for number in 0..25 {
                let path = format!("/docs/{number:02}.txt");
                drive.add_file(&path, TEXT, World::BEGINNING);
            }
            let film = Content::Generated {
                seed: 7,
                size: 50_000_000,
            };
            drive
                .add_file("/a/b/c/d/deep.txt", TEXT, World::BEGINNING)
                .add_file("/film.bin", film, World::BEGINNING);
        }
    });
    let house = plan.configure(settings).start().await;
    let admin = house.admin().await;
    for mount in ["/contoso/ada", "/contoso/bob"] {
        assert_eq!(admin.list(mount).await.status, 200);
    }
    house.advance(std::time::Duration::from_mins(1));
    house.sim.journal().clear();
    house.clock.take_skipped();
    (house, admin)
}

fn on_graph() -> Fault {
    Fault::on(Listener::Graph)
}

fn on_content() -> Fault {
    Fault::on(Listener::Content)
}

/// Graph's own way to refuse.
fn refused(status: u16, code: &str) -> Fault {
    let body = format!("{{\"error\": {{\"code\": \"{code}\", \"message\": \"their words\"}}}}");
    on_graph()
        .status(status)
        .header("content-type", "application/json")
        .body(body)
}
