//! What a fault does to a call.

use graph_sim::{Fault, Listener};
use serde_json::json;

use super::scene::{Place, Scene};
use super::stage::{Often, Stage};

/// What happens instead of an answer, or to it.
#[derive(Clone, Debug)]
pub(super) enum Blow {
    /// Nothing: what it costs where all is well.
    None,
    /// An answer that somebody made up.
    Answer {
        status: u16,
        headers: Vec<(&'static str, &'static str)>,
        body: &'static str,
    },
    /// The connection is closed before a byte.
    Reset,
    /// No answer comes, but the connection stays.
    Silence,
    /// The connection breaks after so many bytes of the body.
    Cut(u64),
    /// Nothing more comes after so many bytes of the body.
    SilenceAfter(u64),
    /// A page leads to somebody else's server.
    ForeignLink,
    /// A page leads to itself.
    CircularLink,
    /// A description names a host that is not trusted.
    ForeignUrl,
    /// The body is cut in the middle, and what is asked of this host to go on meets another blow.
    CutThen(Listener, Box<Self>),
    /// The body is cut in the middle, and before anybody goes on the file has so many other bytes.
    CutAndChanged(u64),
}

impl Blow {
    /// An answer with a status and nothing else.
    pub(super) fn status(status: u16) -> Self {
        Self::answer(status, &[], "")
    }

    pub(super) fn answer(
        status: u16,
        headers: &[(&'static str, &'static str)],
        body: &'static str,
    ) -> Self {
        let headers = headers.to_vec();
        Self::Answer {
            status,
            headers,
            body,
        }
    }

    /// The same, once a download has begun and was cut.
    pub(super) fn after_a_cut(self, listener: Listener) -> Self {
        Self::CutThen(listener, Box::new(self))
    }

    /// Whether it makes somebody wait in real time.
    pub(super) fn is_slow(&self) -> bool {
        match self {
            Self::Silence | Self::SilenceAfter(_) => true,
            Self::CutThen(_, then) => then.is_slow(),
            _ => false,
        }
    }

    /// The rules for the simulator.
    pub(super) fn faults(&self, stage: Stage, often: Often, at: (&Scene, &Place)) -> Vec<Fault> {
        let middle = Fault::on(Listener::Content)
            .nth(1)
            .truncate_body(Scene::MIDDLE);
        match self {
            Self::None => Vec::new(),
            Self::CutThen(listener, then) => {
                let number = if *listener == Listener::Content { 2 } else { 1 };
                let later = often.from(Fault::on(*listener), number);
                vec![middle, then.upon(later, at)]
            }
            Self::CutAndChanged(_) => vec![middle],
            _ => vec![self.upon(stage.struck(often), at)],
        }
    }

    fn upon(&self, fault: Fault, (scene, place): (&Scene, &Place)) -> Fault {
        let graph = scene.house.sim.graph_url();
        match self {
            Self::Answer {
                status,
                headers,
                body,
            } => {
                let mut fault = fault.status(*status).body(*body);
                for (name, value) in headers {
                    fault = fault.header(name, value);
                }
                // Without its length no answer would be taken for a file, whatever else it is.
                let is_measured = headers.iter().any(|(name, _)| *name == "content-length");
                if is_measured {
                    fault
                } else {
                    fault.header("content-length", &body.len().to_string())
                }
            }
            Self::Reset => fault.drop_connection(),
            Self::Silence => fault.stall(),
            Self::Cut(after) => fault.truncate_body(*after),
            Self::SilenceAfter(after) => fault.stall_body(*after),
            Self::ForeignLink => leads_to(fault, "http://127.0.0.1:1/v1.0/me"),
            Self::CircularLink => {
                let drive = &place.drive_id;
                let page =
                    format!("{graph}v1.0/drives/{drive}/root:/docs:/children?$skiptoken=again");
                leads_to(fault, &page)
            }
            Self::ForeignUrl => {
                let item = json!({
                    "id": "1", "name": "file.bin", "size": 1, "file": {},
                    "parentReference": { "id": "2", "path": "/drive/root:/files" },
                    "@microsoft.graph.downloadUrl": "http://127.0.0.1:1/file.bin",
                });
                fault.status(200).body(item.to_string())
            }
            Self::None | Self::CutThen(..) | Self::CutAndChanged(_) => fault,
        }
    }
}

fn leads_to(fault: Fault, link: &str) -> Fault {
    let page = json!({ "value": [], "@odata.nextLink": link });
    fault.status(200).body(page.to_string())
}
