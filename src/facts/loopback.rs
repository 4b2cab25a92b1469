//! Whether a host is the machine that asks. Only what parses as such an address is.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Names that every container has in its own `/etc/hosts`.
const NAMES: [&str; 3] = ["localhost", "ip6-localhost", "ip6-loopback"];

/// True if the host, in lower case and without brackets, is the own machine. Linux takes the unspecified address for it.
pub(super) fn is_loopback(host: &str) -> bool {
    if NAMES.contains(&host) {
        return true;
    }
    if let Ok(address) = host.split('%').next().unwrap_or(host).parse::<Ipv6Addr>() {
        let mapped = address.to_ipv4_mapped().is_some_and(is_own);
        return address.is_loopback() || address.is_unspecified() || mapped;
    }
    ipv4(host).is_some_and(is_own)
}

fn is_own(address: Ipv4Addr) -> bool {
    address.is_loopback() || address.is_unspecified()
}

/// An IPv4 address as `inet_aton` reads it: one to four numbers, each decimal, octal (`0177`) or hexadecimal (`0x7f`); the last
/// one fills what is left.
fn ipv4(host: &str) -> Option<Ipv4Addr> {
    let parts: Vec<u32> = host.split('.').take(5).map(number).collect::<Option<_>>()?;
    let (last, first) = parts.split_last()?;
    let left = 4_u32.checked_sub(u32::try_from(first.len()).ok()?).filter(|left| *left > 0)?;
    if left < 4 && *last >= 1 << (8 * left) {
        return None;
    }
    let mut address = *last;
    for (index, part) in first.iter().enumerate() {
        if *part > 255 {
            return None;
        }
        address |= part << (24 - 8 * u32::try_from(index).ok()?);
    }
    Some(Ipv4Addr::from(address))
}

fn number(text: &str) -> Option<u32> {
    if let Some(hex) = text.strip_prefix("0x") {
        return u32::from_str_radix(hex, 16).ok();
    }
    let all_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.strip_prefix('0').filter(|rest| !rest.is_empty()) {
        Some(octal) if all_digits => u32::from_str_radix(octal, 8).ok(),
        _ => text.parse().ok().filter(|_| all_digits),
    }
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn every_spelling_of_the_own_machine_is_known() {
        for host in [
            "localhost",
            "127.0.0.1",
            "127.1",
            "127.0.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0177.0.0.1",
            "127.255.255.254",
            "0.0.0.0",
            "0",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "0:0:0:0:0:0:0:1",
            "::1%lo",
        ] {
            assert!(is_loopback(host), "{host}");
        }
    }

    #[test]
    fn names_that_only_start_like_it_are_other_hosts() {
        for host in [
            "127.0.0.1.example.invalid",
            "localhost.example.invalid",
            "127.example.invalid",
            "128.0.0.1",
            "192.0.2.9",
            "127.0.0.0.1",
            "127.0.0.256",
            "0x80.1",
            "0200.0.0.1",
            "",
            "::2",
            "::ffff:192.0.2.9",
            "1270.0.0.1",
            "foo.localhost",
            "127.0.0.1-a",
            "0.0.0.1",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
