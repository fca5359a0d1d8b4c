//! The client of an application, as drives under test have it.

use std::sync::Arc;

use graph_sim::Sim;
use onefold::domain::{ClientId, CloudName, DirectoryId, Secret};
use onefold::doors::{ManualClock, Random, Tasks};
use onefold::graph::{
    Application, Budget, Client, ClientParts, Cloud, Credential, Credentials, HostPattern, Limits,
    Transport,
};

/// A client of its own: no token, pause or memory of another reaches it. Its secret is `a secret`.
pub(crate) fn client_of(
    sim: &Sim,
    clock: &Arc<ManualClock>,
    (directory, client): (DirectoryId, ClientId),
    transport: Transport,
) -> Arc<Client> {
    let cloud = cloud_of(sim);
    let parts = ClientParts {
        transport,
        clock: Arc::clone(clock) as _,
        tasks: Tasks::default(),
        random: Random,
    };
    let application = Application {
        cloud,
        directory,
        client,
    };
    let secret = Secret::new("a secret".to_owned());
    let credentials = Credentials::only(Credential::ClientSecret(secret));
    let budget = Arc::new(Budget::new(Limits::default(), Arc::clone(clock) as _));
    Arc::new(Client::new(parts, (application, credentials), budget))
}

/// The simulator's cloud, `lab`.
pub(crate) fn cloud_of(sim: &Sim) -> Cloud {
    Cloud {
        name: CloudName::parse("lab").expect("a name"),
        login: sim.login_url().parse().expect("a URL"),
        graph: sim.graph_url().parse().expect("a URL"),
        scope: sim.graph_scope(),
        content_hosts: vec![HostPattern::parse(&sim.content_host()).expect("a host")],
        insecure_http: true,
    }
}
