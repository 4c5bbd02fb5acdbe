//! The addresses that may use a URL.

use core::fmt;
use core::net::Ipv4Addr;

/// An IPv4 address, or a range of them in CIDR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network {
    address: Ipv4Addr,
    /// At most 32.
    prefix: u32,
}

impl Network {
    /// Reads `192.0.2.10` or `192.0.2.0/24`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/').unwrap_or((text, "32"));
        let is_number = prefix == "0" || !prefix.starts_with(['0', '+']);
        let prefix = prefix.parse().ok().filter(|prefix| is_number && *prefix <= 32)?;
        Some(Self { address: address.parse().ok()?, prefix })
    }

    pub(super) fn contains(self, address: Ipv4Addr) -> bool {
        // By no bits at all, every address is equal.
        let bits = |address: Ipv4Addr| address.to_bits().checked_shr(32 - self.prefix).unwrap_or(0);
        bits(self.address) == bits(address)
    }
}

/// As CloudFront wants it: with `/32` for one address.
impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}
