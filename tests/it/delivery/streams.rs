//! How much goes through us for one caller at a time.

use futures_util::StreamExt as _;
use graph_sim::{Fault, Listener};

use super::{open_to_guests, plan};

#[tokio::test]
async fn one_caller_has_so_many_streams_and_others_are_not_concerned() {
    let house = plan().configure("streams_per_caller: 1").start().await;
    let admin = house.admin().await;
    open_to_guests(&admin).await;
    let guest = house.anonymous();
    let address = "/p/contoso/proxy/a%20b.txt";
    let slow = Fault::on(Listener::Content)
        .method("GET")
        .times(1)
        .stall_body(1);
    house.sim.faults().add(slow);
    let held = admin
        .request("GET", address)
        .send()
        .await
        .expect("it begins");
    assert_eq!(held.status(), 200);
    let mut bytes = held.bytes_stream();
    assert!(bytes.next().await.is_some_and(|part| part.is_ok()));

    let refused = admin.get(address).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "5"));
    assert_eq!(admin.head(address).await.status, 200, "no bytes");
    assert_eq!(admin.get("/d/contoso/redirect/a%20b.txt").await.status, 302);
    let other = guest.get(address).await;
    assert_eq!((other.status, other.text().as_str()), (200, "alpha"));

    drop(bytes);
    let mut again = admin.get(address).await;
    // That he has left is learned a moment later.
    for _ in 0..1_000 {
        if again.status == 200 {
            break;
        }
        tokio::task::yield_now().await;
        again = admin.get(address).await;
    }
    assert_eq!((again.status, again.text().as_str()), (200, "alpha"));
    house.stop().await;
}
