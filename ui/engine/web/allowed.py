"""Which addresses the server may fetch: only those below what its owner names at the start.

`pincite ui --allow-url https://example.org/docs/` allows that address and those below it;
`https://` allows all public servers. Every redirect is checked like the first address.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urlsplit

from index.errors import PinciteError

MAX_CHARS = 2000
"""Of an address."""

_PORTS = {"http": 80, "https": 443}
_NOT_IN_ADDRESSES = re.compile(r"[\x00-\x20\x7f-\xa0\\\ud800-\udfff]")
_SAFE = "/%:@!$&'()*+,;=-._~"
_DECODINGS = 4
"""How often the path is decoded to see where it leads: servers may decode twice."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LOCALHOST = (ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1"))

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An address, taken apart. Its text is made of the parts, never the one that was typed."""

    scheme: str
    host: str
    """In ASCII and lower case; an IPv6 address without brackets; "" in a prefix for all hosts."""
    port: int
    path: str
    """Percent-encoded; it begins with "/"."""
    query: str = ""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def target(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def segments(self) -> list[str]:
        """Of the path, decoded; the byte of "%E9" is one character."""
        return [unquote(part, "latin-1") for part in self.path.split("/")]


def parse_address(typed: str) -> WebAddress:
    """Raises PinciteError if it is no address of a page that may be fetched anywhere.

    >>> str(parse_address("HTTP://Example.ORG:80/a?q=ä#part"))
    'http://example.org/a?q=%C3%A4'
    """
    parts = _split(typed)
    host = _host(typed, parts.hostname or "")
    if not host:
        raise _no_address(typed)
    return _address(typed, parts, host)


def _split(typed: str) -> SplitResult:
    if len(typed) > MAX_CHARS:
        raise PinciteError(
            f"An address has {len(typed):,} characters; at most {MAX_CHARS:,} are allowed."
        )
    try:
        parts = urlsplit(typed)
        parts.port  # noqa: B018  raises for one that is no number
    except ValueError as error:
        raise _no_address(typed) from error
    if _NOT_IN_ADDRESSES.search(typed) or parts.scheme not in _PORTS:
        raise _no_address(typed)
    if "@" in parts.netloc:
        raise PinciteError(
            "An address has a user name or a password in it. "
            "Leave them out: what needs them is not fetched."
        )
    return parts


def _address(typed: str, parts: SplitResult, host: str) -> WebAddress:
    port = _PORTS[parts.scheme] if parts.port is None else parts.port
    path, query = quote(parts.path, _SAFE), quote(parts.query, f"{_SAFE}?")
    if _leads_up(path):
        raise PinciteError(
            f'The address "{typed[:200]}" has steps such as ".." in it. Write it without them.'
        )
    path = path.replace("!/", "%21/")  # which parts an archive from the files in it
    return WebAddress(parts.scheme, host, port, path if path else "/", query)


def _leads_up(path: str) -> bool:
    """Is a step "." or ".." in the path, for a server that decodes it once or more?"""
    for _ in range(_DECODINGS):
        steps = re.split(r"[/\\]", path)
        if any(step.partition(";")[0] in (".", "..") for step in steps):
            return True
        path = unquote(path, "latin-1")
    return False


def _host(typed: str, host: str) -> str:
    """In ASCII; an address of the internet in its usual form."""
    if "%" in host:  # a zone of IPv6, or encoded
        raise _no_address(typed)
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise _no_address(typed) from error


def _no_address(typed: str) -> PinciteError:
    return PinciteError(
        f'"{typed[:200]}" is no address of the web. Write it whole, as https://example.org/page.'
    )


class AllowedAddresses:
    """The prefixes of a server. Any thread may call."""

    def __init__(self, prefixes: Sequence[str] = ()) -> None:
        """Raises PinciteError for what is no prefix."""
        self._prefixes = [_prefix(each) for each in prefixes]
        hosts = {prefix.host for prefix in self._prefixes}
        self._named = set(_LOCALHOST) if "localhost" in hosts else set[IpAddress]()
        for host in hosts:
            try:
                self._named.add(ipaddress.ip_address(host))
            except ValueError:
                continue

    @property
    def names(self) -> list[str]:
        """The prefixes, as they are shown."""
        return [str(each) if each.host else f"{each.scheme}://" for each in self._prefixes]

    def require(self, typed: str) -> WebAddress:
        """The address, if it may be fetched. Raises PinciteError if not."""
        address = parse_address(typed)
        if not any(_is_below(address, prefix) for prefix in self._prefixes):
            raise PinciteError(
                f'"{str(address)[:200]}" is not among the addresses that may be fetched here. '
                "Ask the person who runs Pincite here to allow it."
            )
        return address

    def may_connect(self, address: IpAddress) -> bool:
        """May the server connect to it? A private one has to be a prefix itself, in numbers.

        So a name that leads into the private network, by mistake or by intent, leads nowhere.
        """
        mapped = getattr(address, "ipv4_mapped", None)
        address = address if mapped is None else mapped
        return address in self._named or is_public(address)


def is_public(address: IpAddress) -> bool:
    """Is it one of the public internet, and no way into a private network?

    >>> [is_public(ipaddress.ip_address(each)) for each in ("1.1.1.1", "64:ff9b::a00:1")]
    [True, False]
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _prefix(typed: str) -> WebAddress:
    if typed.lower() in ("http://", "https://"):
        scheme = typed.lower().removesuffix("://")
        return WebAddress(scheme, "", _PORTS[scheme], "/")
    try:
        prefix = parse_address(typed)
    except PinciteError as error:
        raise PinciteError(f"{error} Name another one with --allow-url.") from error
    if prefix.query or "#" in typed:
        raise PinciteError(
            f"{typed} ends with a query or a part of a page. Name it with --allow-url without that."
        )
    return prefix


def _is_below(address: WebAddress, prefix: WebAddress) -> bool:
    """Is it the prefix, or below it?"""
    if (address.scheme, address.port) != (prefix.scheme, prefix.port):
        return False
    if prefix.host and prefix.host != address.host:
        return False
    steps = prefix.segments
    steps = steps[:-1] if not steps[-1] else steps
    return address.segments[: len(steps)] == steps
