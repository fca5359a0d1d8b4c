//! Who may well be one and the same behind several addresses.

use std::net::{IpAddr, Ipv6Addr};

/// One machine, as far as addresses tell: whatever is bounded by the visitor is bounded by this, since whoever
/// has one IPv6 address has 2^64 of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Machine(IpAddr);

impl Machine {
    /// The machine at an address: of IPv4 the address itself, also where it is written within IPv6; of IPv6 the
    /// /64 of a link (RFC 4291, section 2.5.1), the least that a provider gives to one customer (RFC 6177).
    pub fn at(address: IpAddr) -> Self {
        Self(cut(address.to_canonical(), 64))
    }

    /// All that a provider gives to one customer at the most (RFC 6177: a /48); `None` for IPv4.
    pub fn site(self) -> Option<Self> {
        self.0.is_ipv6().then(|| Self(cut(self.0, 48)))
    }

    /// Its address, or the first one.
    pub const fn address(self) -> IpAddr {
        self.0
    }
}

/// The first address of an IPv6 network of so many bits.
fn cut(address: IpAddr, bits: u32) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let kept = !(u128::MAX >> bits);
            Ipv6Addr::from_bits(address.to_bits() & kept).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(address: &str) -> Machine {
        Machine::at(address.parse().expect("an address"))
    }

    #[test]
    fn a_link_of_ipv6_is_one_machine_and_an_address_of_ipv4_is_one() {
        assert_eq!(at("2001:db8:1:2::1"), at("2001:db8:1:2:ffff::9"));
        assert_ne!(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
    }

    #[test]
    fn a_site_of_ipv6_has_many_machines_and_ipv4_has_none() {
        assert_eq!(at("2001:db8:1:2::1").site(), at("2001:db8:1:3::1").site());
        assert_ne!(at("2001:db8:1:2::1").site(), at("2001:db8:2:2::1").site());
        assert_eq!(at("192.0.2.1").site(), None);
    }
}
