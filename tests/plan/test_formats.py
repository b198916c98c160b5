"""Formats of text against what Python's own parsers say."""

import re
from ipaddress import IPv4Address, IPv6Address

from hypothesis import example, given
from hypothesis import strategies as st

from levada.plan.formats import FORMATS

PIECES = st.sampled_from(["", ":", "::", "0", "f", "12ab", "fffff", "1.2.3.4", "256.1.1.1", ".", "%1"])


def parses(parser: type, text: str) -> bool:
    try:
        return bool(parser(text)) and "%" not in text
    except ValueError:
        return False


@given(st.lists(PIECES, max_size=17).map("".join))
@example("1:2:3:4:5:6:7:8")
@example("1:2:3:4:5:6:7::")
@example("::2:3:4:5:6:7:8")
@example("1:2:3:4:5:6:1.2.3.4")
@example("1::3:4:5:6:7:8")
@example("1:2:3:4:5:6:7:8::")
def test_addresses_of_eight_groups(text: str) -> None:
    assert bool(re.fullmatch(FORMATS["ipv6"], text)) == parses(IPv6Address, text)


@given(st.one_of(st.ip_addresses().map(str), st.ip_addresses(v=6).map(lambda ip: ip.exploded)))
def test_addresses_that_are_some(text: str) -> None:
    assert re.fullmatch(FORMATS["ipv6" if ":" in text else "ipv4"], text)


@given(st.lists(st.sampled_from(["0", "1", "9", "25", "255", "256", "."]), max_size=9).map("".join))
def test_addresses_of_four_numbers(text: str) -> None:
    assert bool(re.fullmatch(FORMATS["ipv4"], text)) == parses(IPv4Address, text)
