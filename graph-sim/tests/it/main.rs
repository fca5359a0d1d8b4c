//! The simulator held to the documented and observed behavior of Microsoft's services.

#[cfg(test)]
mod addressing;
#[cfg(test)]
mod assertions;
#[cfg(test)]
mod authorities;
#[cfg(test)]
mod batch;
#[cfg(test)]
mod china;
#[cfg(test)]
mod consent;
#[cfg(test)]
mod control;
#[cfg(test)]
mod copying;
#[cfg(test)]
mod copying_parts;
#[cfg(test)]
mod deletion;
#[cfg(test)]
mod delta;
#[cfg(test)]
mod directory;
#[cfg(test)]
mod download;
#[cfg(test)]
mod envelopes;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod folders;
#[cfg(test)]
mod groups;
#[cfg(test)]
mod invitations;
#[cfg(test)]
mod kit;
#[cfg(test)]
mod lag;
#[cfg(test)]
mod listing;
#[cfg(test)]
mod listing_options;
#[cfg(test)]
mod loading;
#[cfg(test)]
mod locks;
#[cfg(test)]
mod login;
#[cfg(test)]
mod metering;
#[cfg(test)]
mod named;
#[cfg(test)]
mod older_prefix;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod preview;
#[cfg(test)]
mod quota;
#[cfg(test)]
mod readme;
#[cfg(test)]
mod search;
#[cfg(test)]
mod search_query;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod shares;
#[cfg(test)]
mod sharing;
#[cfg(test)]
mod sites;
#[cfg(test)]
mod special;
#[cfg(test)]
mod subscriptions;
#[cfg(test)]
mod table;
#[cfg(test)]
mod thumbnails;
#[cfg(test)]
mod token_requests;
#[cfg(test)]
mod transport;
#[cfg(test)]
mod updates;
#[cfg(test)]
mod uploading;
#[cfg(test)]
mod uploads_commit;
#[cfg(test)]
mod uploads_content;
#[cfg(test)]
mod uploads_creation;
#[cfg(test)]
mod uploads_faults;
#[cfg(test)]
mod uploads_fragments;
#[cfg(test)]
mod user_states;
#[cfg(test)]
mod users_queries;
#[cfg(test)]
mod versions;
#[cfg(test)]
mod world_file;
