//! What an operator sees of a running server: its figures and its log. The program itself, since there is
//! one of each to a process.

mod counters;
mod figures;
mod labels;
mod lines;
mod marks;

use std::time::Duration;

use graph_sim::{Fault, Listener, Secret, World};
use serde_json::Value;

use crate::support::{Actor, Org, Premises, Running};

use figures::Figures;

/// How long a server may take to stop.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running program over a simulator, with somebody signed in to it.
struct Post {
    premises: Premises,
    server: Running,
    admin: Actor,
}

impl Post {
    /// Starts it; `settings` is more top-level YAML.
    async fn start(settings: &str) -> Self {
        let premises = Premises::of(&["contoso"], settings).await;
        premises.create_administrator();
        let server = premises.serve();
        let admin = premises.sign_in(&server).await;
        Self {
            premises,
            server,
            admin,
        }
    }

    /// A file in Ada's drive.
    fn add_file(&self, path: &str, bytes: impl Into<graph_sim::Content>) {
        self.premises.sim.change(|world| {
            let mut drive = self.premises.orgs[0].drive(world);
            drive.add_file(path, bytes, World::BEGINNING);
        });
    }

    /// Graph answers so from now on, instead of anything else.
    fn graph_answers(&self, status: u16, headers: &[(&str, &str)], body: &str) {
        self.premises.sim.faults().clear();
        let fault = Fault::on(Listener::Graph).status(status);
        let with = |fault: Fault, (name, value): &(&str, &str)| fault.header(name, value);
        let fault = headers.iter().fold(fault, with);
        self.premises.sim.faults().add(fault.body(body.to_owned()));
    }

    /// What the figures say now.
    async fn figures(&self) -> Figures {
        let anonymous = Actor::new(self.server.url().to_owned(), None);
        let answer = anonymous.get("/metrics").await;
        assert_eq!(answer.status, 200);
        Figures::parse(&answer.text())
    }

    /// The tenant climbs its ladder with a secret that is no longer good.
    async fn fail_to_sign_in(&self) {
        let app = &self.premises.orgs[0].app;
        let (sim, tenants) = (&self.premises.sim, "/api/v1/admin/tenants");
        sim.change(|world| world.set_secrets(app, vec![Secret::lasting("another secret")]));
        let listed = self.admin.get(tenants).await.json();
        let id = listed["items"][0]["id"].as_str().expect("an id").to_owned();
        let path = format!("{tenants}/{id}/test");
        let tested = self.admin.post(&path, &Value::Null).await;
        assert!(
            tested.text().contains("secret_invalid"),
            "{}",
            tested.text()
        );
        sim.change(|world| world.set_secrets(app, vec![Secret::lasting(Org::SECRET)]));
    }

    /// A bit of everything: what works, what is not there, and what fails in every way; at last a
    /// pause, and a secret that is refused.
    /// Names are those of the caller.
    async fn bustle(&self, name: &str) {
        let (admin, faults) = (&self.admin, self.premises.sim.faults());
        self.add_file(&format!("/{name}/{name}.txt"), "abc");
        self.add_file(&format!("/{name}.bin"), vec![7_u8; 300_000]);
        for path in ["/contoso/ada".to_owned(), format!("/contoso/ada/{name}")] {
            admin.list(&path).await;
            admin.list(&path).await;
            assert_eq!(admin.get(&path).await.status, 200, "{path}");
        }
        let file = format!("/contoso/ada/{name}/{name}.txt");
        let found = admin.get(&format!("/d{file}")).await;
        assert_eq!(found.status, 302, "{}", found.text());
        assert_eq!(admin.get(&format!("/p{file}")).await.text(), "abc");
        assert_eq!(admin.stat(&format!("{file}.{name}")).await.status, 404);
        admin.get(&format!("/p{file}.{name}?download={name}")).await;
        faults.add(Fault::on(Listener::Content).nth(1).truncate_body(100_000));
        let cut = admin.get(&format!("/p/contoso/ada/{name}.bin")).await;
        assert_eq!(cut.body.len(), 300_000, "it goes on after the cut");
        let page = format!("<html>{name}</html>");
        let misshapen = format!("{{\"id\":\"1\",\"name\":[\"{name}\"]}}");
        for (status, body) in [(500, page.as_str()), (200, &page), (200, &misshapen)] {
            self.graph_answers(status, &[], body);
            admin.stat(&format!("{file}.{status}")).await;
        }
        faults.clear();
        faults.add(Fault::on(Listener::Graph).drop_connection());
        admin.stat(&format!("{file}.gone")).await;
        faults.clear();
        self.graph_answers(429, &[("Retry-After", "60")], "");
        for path in ["/contoso/ada".to_owned(), format!("/contoso/ada/{name}")] {
            let old = admin.get(&path).await;
            assert_eq!(old.status, 200, "an old copy: {}", old.text());
        }
        faults.clear();
        self.fail_to_sign_in().await;
    }
}
