//! All sizes at which something changes, in every way that bytes can come.

use onefold::domain::{IfExists, PutOptions, Times, Timestamp};

use super::ground::{Ground, Plan, UNIT, bytes_of};
use super::source::{Content, Way};

const MIB: usize = 1024 * 1024;

/// Sizes around the unit of fragments, the largest small file, and the usual fragment.
const SIZES: [usize; 11] = [
    0,
    1,
    UNIT - 1,
    UNIT,
    UNIT + 1,
    4 * MIB - 1,
    4 * MIB,
    4 * MIB + 1,
    10 * MIB - 1,
    10 * MIB,
    10 * MIB + 1,
];

async fn ground() -> Ground {
    Ground::of(Plan {
        memory: 64 * MIB,
        ..Plan::default()
    })
    .await
}

#[tokio::test]
async fn a_new_file_of_every_size_arrives_as_it_was_sent_with_one_version() {
    let ground = ground().await;
    for size in SIZES {
        let bytes = bytes_of(size);
        for way in Way::ALL {
            let name = format!("{way:?} {size}.bin");
            let source = Content::of(&bytes).source(way);
            let written = ground.put(&name, source).await;
            let written = written.unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert!(written.created, "{name}");
            assert_eq!(written.entry.size, Some(size as u64), "{name}");
            ground.assert_file(&name, &bytes, 1);
        }
    }
    ground.assert_clean();
}

#[tokio::test]
async fn a_replaced_file_of_every_size_gets_one_more_version() {
    let ground = ground().await;
    for size in SIZES {
        let bytes = bytes_of(size);
        let name = format!("{size}.bin");
        ground.add_old(&name);
        let source = Content::of(&bytes).source(Way::Known);
        let written = ground.put(&name, source).await.expect("nothing is wrong");
        assert!(!written.created, "{name}");
        ground.assert_file(&name, &bytes, 2);
    }
    ground.assert_clean();
}

#[tokio::test]
async fn a_file_with_times_goes_up_in_a_session_and_gets_one_version() {
    let ground = ground().await;
    let options = PutOptions {
        times: Some(Times {
            modified_at: Timestamp::from_unix_ms(1_500_000_000_000),
            created_at: None,
        }),
        ..PutOptions::new(IfExists::Fail)
    };
    for size in [1, UNIT, UNIT + 1, 4 * MIB] {
        let (name, bytes) = (format!("{size}.bin"), bytes_of(size));
        let source = Content::of(&bytes).source(Way::Known);
        let written = ground.put_with(&name, source, &options).await;
        let modified_at = written.expect("nothing is wrong").entry.modified_at;
        assert_eq!(modified_at, options.times.map(|times| times.modified_at));
        ground.assert_file(&name, &bytes, 1);
    }
    assert_eq!(ground.sim.journal().count("PUT {upload}"), 4);
    ground.assert_clean();
}
