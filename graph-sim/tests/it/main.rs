//! The simulator held to the documented and observed behavior of Microsoft's services.

#[cfg(test)]
mod addressing;
#[cfg(test)]
mod china;
#[cfg(test)]
mod control;
#[cfg(test)]
mod delta;
#[cfg(test)]
mod directory;
#[cfg(test)]
mod download;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod kit;
#[cfg(test)]
mod listing;
#[cfg(test)]
mod loading;
#[cfg(test)]
mod login;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod quota;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod sharing;
#[cfg(test)]
mod sites;
#[cfg(test)]
mod special;
#[cfg(test)]
mod thumbnails;
#[cfg(test)]
mod transport;
