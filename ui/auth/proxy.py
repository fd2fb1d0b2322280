"""The name of the user in a header, from a proxy in front of the server that people sign in to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

from index.errors import PinciteError
from ui.auth.users import user_name

_HEADER = re.compile(r"[A-Za-z0-9-]+")


class NoOneUser(PinciteError):
    """The proxy has named no user, or several."""


@dataclass(frozen=True, slots=True)
class TrustedProxy:
    """A header that is read if the peer of the connection is in one of the networks."""

    header: str
    networks: tuple[IPv4Network | IPv6Network, ...]

    @classmethod
    def parse(cls, header: str, addresses: Sequence[str]) -> TrustedProxy:
        """`addresses` are ADDRESS or ADDRESS/MASK. Raises PinciteError."""
        if not _HEADER.fullmatch(header):
            raise PinciteError(
                f"{header!r} is not the name of a header. Use letters, digits and -, "
                "as in X-Forwarded-User."
            )
        networks = []
        for address in addresses:
            try:
                networks.append(ip_network(address))
            except ValueError as error:
                raise PinciteError(
                    f"{address!r} is not an address of a proxy ({error}). "
                    "Write it as 10.0.0.5 or 10.0.0.0/24."
                ) from error
        return cls(header, tuple(networks))

    def user(self, scope: Scope) -> str:
        """The name in the header; "" without one, and from any other peer.

        Raises NoOneUser if the proxy sends the header more than once, or with no name in it.
        """
        values = Headers(scope=scope).getlist(self.header)
        if not values or not self._is_trusted(scope):
            return ""
        try:
            (value,) = values
            return user_name(value)
        except ValueError:
            raise NoOneUser(
                f"The proxy sends the header {self.header} {len(values)} times. It must replace "
                "the one that comes from outside."
            ) from None
        except PinciteError as error:
            raise NoOneUser(str(error)) from error

    def _is_trusted(self, scope: Scope) -> bool:
        try:
            peer = ip_address((scope.get("client") or ("",))[0])
        except ValueError:
            return False
        if isinstance(peer, IPv6Address) and peer.ipv4_mapped:
            peer = peer.ipv4_mapped
        return any(peer in network for network in self.networks)
