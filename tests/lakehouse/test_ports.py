"""Ports: the usual ones, and free ones in place of those that are taken."""

import os
import socket

from levada.lakehouse.ports import HOST, INNER, NAMES, Ports, free, holder


def test_what_is_taken_is_replaced_and_its_holder_named() -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        assert not free(port)
        assert holder(port).startswith(f"process {os.getpid()} (")
        assert Ports(trino=port).taken()["trino"] == port
    assert free(port)


def test_those_that_are_chosen_are_free_with_their_neighbours() -> None:
    assert Ports().avoiding(NAMES).taken() == {}


def test_a_port_whose_neighbour_is_taken_is_taken() -> None:
    with socket.create_server((HOST, 0)) as other:
        beside = other.getsockname()[1]
        assert Ports(s3=beside - 10_000).taken()["s3"] == beside
        assert "rest" not in Ports(rest=beside - 10_000).taken()


def test_only_those_that_nobody_must_know_are_replaced() -> None:
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        found = Ports(s3=port, master=port).avoiding(INNER)
    assert (found.s3, found.master == port) == (port, False)
