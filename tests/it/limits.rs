//! What Microsoft says is left of its minute.

use graph_sim::{Fault, Listener};

use crate::support::{House, Plan};

async fn house() -> House {
    let house = Plan::of_contoso(|world, org| {
        org.drive(world).fill("/many", 3, |n| format!("{n}.txt"));
    })
    .start()
    .await;
    // The drive is known from here on.
    assert_eq!(house.admin().await.list("/contoso/ada").await.status, 200);
    house.sim.journal().clear();
    house
}

fn used_up(status: u16) -> Fault {
    Fault::on(Listener::Graph)
        .status(status)
        .header("RateLimit-Limit", "1200")
        .header("RateLimit-Remaining", "0")
        .header("RateLimit-Reset", "31")
}

async fn assert_told_after_one_call(fault: Fault) {
    let house = house().await;
    let admin = house.admin().await;
    house.sim.faults().add(fault);
    let answer = admin.list("/contoso/ada/many").await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (503, "throttled"),
        "{}",
        answer.text()
    );
    assert_eq!(answer.header("retry-after"), "31");
    assert_eq!(house.sim.journal().graph_calls(), 1);
    house.sim.faults().clear();
    house.advance(std::time::Duration::from_secs(31));
    assert_eq!(admin.list("/contoso/ada/many").await.names().len(), 3);
    house.stop().await;
}

#[tokio::test]
async fn the_end_of_the_minute_is_waited_for_where_a_refusal_names_no_wait_or_a_shorter_one() {
    assert_told_after_one_call(used_up(429)).await;
    assert_told_after_one_call(used_up(429).header("Retry-After", "2")).await;
}

#[tokio::test]
async fn a_good_answer_that_uses_the_minute_up_stops_the_next_call() {
    // A listing without children, after which the folder itself would be asked for.
    assert_told_after_one_call(used_up(200).body("{\"value\":[]}")).await;
}
