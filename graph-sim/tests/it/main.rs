//! The simulator held to the documented and observed behavior of Microsoft's services.

#[cfg(test)]
mod addressing;
#[cfg(test)]
mod assertions;
#[cfg(test)]
mod control;
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
mod shapes;
#[cfg(test)]
mod transport;
