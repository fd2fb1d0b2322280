"""What may be fetched: addresses below a prefix, on public servers; every other way is refused."""

from __future__ import annotations

import ipaddress

import pytest

from index.errors import PinciteError
from ui.engine.web.allowed import AllowedAddresses, is_public, parse_address

DOCS = "https://example.org/docs/"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://example.org/docs/", "https://example.org/docs/"),
        ("HTTPS://EXAMPLE.org:443/docs/A?b=c#d", "https://example.org/docs/A?b=c"),
        ("https://example.org/docs", "https://example.org/docs"),
        ("https://example.org/do%63s/a%20b", "https://example.org/do%63s/a%20b"),
        ("https://example.org/docs/é", "https://example.org/docs/%C3%A9"),
        ("https://example.org/docs/a...b/..c", "https://example.org/docs/a...b/..c"),
        ("https://example.org/docs/a!/b", "https://example.org/docs/a%21/b"),
    ],
)
def test_addresses_below_the_prefix_are_allowed(typed: str, address: str) -> None:
    assert str(AllowedAddresses([DOCS]).require(typed)) == address


@pytest.mark.parametrize(
    "typed",
    [
        # another scheme, host, port or folder
        *("http://example.org/docs/", "ftp://example.org/docs/", "file:///docs/", "docs/"),
        *("https://example.org.evil.com/docs/", "https://evil.com/docs/", "//example.org/docs/"),
        *(
            "https://example.org:8443/docs/",
            "https://example.org/docsx",
            "https://example.org/Docs",
        ),
        *("https://example.org/", "https://example.org//docs/", "https://example.org"),
        "https://example.org/x?/docs/",
        # ways up, also for a server that decodes twice or knows path parameters
        *("https://example.org/docs/../x", "https://example.org/docs/%2e%2E/x"),
        *("https://example.org/docs/%252e%252e/x", "https://example.org/docs/..%2fx"),
        *("https://example.org/docs/..;/x", "https://example.org/docs/a%5c..%5cx"),
        "https://example.org/docs%2fx",
        # another host than it seems
        *("https://example.org@evil.com/docs/", "https://u:p@example.org/docs/"),
        *("https://example.org\\@evil.com/docs/", "https://evil.com\\.example.org/docs/"),
        *("https://evil.com#@example.org/docs/", "https://example.org%00.evil.com/docs/"),
        *(
            "https://example.org\t/docs/",
            "https://example.org/docs/ x",
            "https://example.org/docs/\n",
        ),
        *("https://[::1%25lo]/docs/", "https://example.org:x/docs/", "https://[::1/docs/"),
        *("https:///docs/", "https://:443/docs/", "", "javascript:alert(1)", "https://"),
        f"https://example.org/docs/{'a' * 2000}",
    ],
)
def test_everything_else_is_refused(typed: str) -> None:
    with pytest.raises(PinciteError):
        AllowedAddresses([DOCS]).require(typed)


def test_without_a_prefix_nothing_is_allowed() -> None:
    assert AllowedAddresses().names == []
    with pytest.raises(PinciteError, match="not among"):
        AllowedAddresses().require(DOCS)


@pytest.mark.parametrize(
    "prefix", ["example.org", "ftp://a.org/", "https://u@a.org/", "https://a.org/?q", "https:///"]
)
def test_a_prefix_is_an_address(prefix: str) -> None:
    with pytest.raises(PinciteError, match="--allow-url"):
        AllowedAddresses([prefix])


def test_a_scheme_alone_allows_every_server_at_its_port() -> None:
    allowed = AllowedAddresses(["https://", "http://[0:0::1]:81/a"])
    assert allowed.names == ["https://", "http://[::1]:81/a"]
    assert str(allowed.require("https://any.example/x")) == "https://any.example/x"
    assert str(allowed.require("http://[::1]:81/a/b")) == "http://[::1]:81/a/b"
    for other in ("http://any.example/x", "https://any.example:444/", "http://[::2]:81/a"):
        with pytest.raises(PinciteError):
            allowed.require(other)


def test_names_of_other_scripts_are_compared_as_servers_have_them() -> None:
    allowed = AllowedAddresses(["https://müller.example/"])
    assert allowed.require("https://MÜLLER.example/a").host == "xn--mller-kva.example"
    assert parse_address("https://XN--mller-kva.example/").host == "xn--mller-kva.example"


@pytest.mark.parametrize(
    "inside",
    [
        *("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1"),
        *("::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1"),
        "64:ff9b::a00:1",
    ],
)
def test_private_addresses_are_not_public(inside: str) -> None:
    address = ipaddress.ip_address(inside)
    assert not is_public(address)
    assert not AllowedAddresses([DOCS, "http://"]).may_connect(address)


@pytest.mark.parametrize(
    "outside", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are(outside: str) -> None:
    assert is_public(ipaddress.ip_address(outside))


def test_a_private_address_is_allowed_if_a_prefix_names_it() -> None:
    allowed = AllowedAddresses(["http://wiki.corp/", "http://10.1.2.3/", "http://localhost:90/"])
    for inside, may in (
        *(("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("10.1.2.4", False)),
        *(("127.0.0.1", True), ("::1", True), ("127.0.0.2", False)),
    ):
        assert allowed.may_connect(ipaddress.ip_address(inside)) is may
