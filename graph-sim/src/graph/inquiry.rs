//! One request with all that is needed to answer it.

use super::caller::{self, Caller};
use super::cost;
use super::fault::{self, Failure};
use super::options::Options;
use super::route::{self, Route, Stop};
use crate::metering::Standing;
use crate::net::Call;
use crate::state::State;
use crate::switches::Switches;
use crate::world::TenantKey;

/// An authenticated request. Handlers take it and answer at once: they do no I/O.
pub(crate) struct Inquiry<'a> {
    pub(crate) state: &'a State,
    pub(crate) call: &'a Call,
    pub(crate) route: Route,
    pub(crate) options: Options,
    pub(crate) switches: Switches,
    pub(crate) tenant: TenantKey,
    pub(crate) caller: Caller,
    /// How the application stands with its limits, this request included.
    pub(crate) standing: Standing,
}

impl<'a> Inquiry<'a> {
    /// Parses the request, authenticates the caller and charges the request to its account.
    pub(crate) fn open(state: &'a State, call: &'a Call) -> Result<Self, Failure> {
        let options = Options::parse(call.query());
        let (route, _) = route::parse_with(call.path(), &options);
        let caller = caller::authenticate(state, call)?;
        let mut inquiry = Self {
            state,
            call,
            route,
            options,
            switches: state.switches.current(),
            tenant: caller.tenant,
            caller,
            standing: Standing::default(),
        };
        let charge = cost::of(&inquiry);
        inquiry.standing = state.meter.charge(&charge, &inquiry.switches.throttling);
        Ok(inquiry)
    }

    /// Checks that the caller has not asked too much, and that it may ask this.
    pub(super) fn admit(&self) -> Result<(), Failure> {
        if let Some(refusal) = &self.standing.refusal {
            return Err(fault::throttled(refusal, &self.switches.throttling).into());
        }
        let errors = &self.switches.errors;
        caller::admit(&self.caller, &self.route, &self.call.method, errors)
    }

    /// A request of which an address with a token of its own says what it is about. It has no
    /// route at Graph, and no query options.
    pub(crate) fn pre_authenticated(state: &'a State, call: &'a Call, caller: Caller) -> Self {
        Self {
            state,
            call,
            route: Route::Nowhere(Stop::Lacking),
            options: Options::default(),
            switches: state.switches.current(),
            tenant: caller.tenant,
            caller,
            standing: Standing::default(),
        }
    }

    /// Whether the request changes something.
    pub(crate) fn changes(&self) -> bool {
        self.route.is_changed_by(&self.call.method)
    }

    /// Graph's address as the client wrote it, so that links lead back the same way.
    pub(crate) fn base_url(&self) -> String {
        self.state.hosts.graph_url_for(self.call)
    }

    /// A value of `@odata.context`.
    pub(crate) fn context(&self, fragment: &str) -> String {
        format!("{}v1.0/$metadata#{fragment}", self.base_url())
    }
}
