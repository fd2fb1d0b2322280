"""Web addresses over REST: the list of a library, fetching, and taking off."""

# No `from __future__ import annotations`: pydantic evaluates the annotations when a class is made.

from pydantic import Field

from index.errors import PinciteError
from ui.api import models
from ui.engine.engine import Engine
from ui.engine.libraries import Libraries
from ui.engine.web.address_list import MAX_ADDRESSES, Status


class AddressesRequest(models.Arguments):
    library: models.Library = ""


class FetchRequest(models.Arguments):
    addresses: models.Texts = Field(
        [],
        description=f"Those to fetch, which are put on the list of at most {MAX_ADDRESSES}; by "
        "default all of the list.",
    )
    library: models.Library = ""


class AddressRemoval(models.Arguments):
    address: str = Field(description="The address as the list has it.")
    library: models.Library = ""


class WebAddress(models.Reply):
    address: str = Field(description="The source of its document, too.")
    status: Status = Field(
        description="What the last fetch found; empty before the first. A failed one, and one "
        "that is gone, leaves the document as it was."
    )
    message: str = Field(description="Why it failed, or what to know of it; mostly empty.")
    fetched: str = Field(description="The time of the last fetch: UTC, ISO 8601.")
    running: bool = Field(description="Is it waiting or being fetched?")


class Addresses(models.Reply):
    allowed: list[str] = Field(description="What may be fetched begins with one of these.")
    addresses: list[WebAddress]


class AddressService:
    """Any thread may call."""

    def __init__(self, libraries: Libraries) -> None:
        """Raises PinciteError if the server fetches nothing."""
        if not libraries.web.prefixes:
            raise PinciteError(
                "Nothing is fetched from the web by this server. "
                "Its owner can allow addresses with --allow-url."
            )
        self._libraries = libraries

    def listed(self, request: AddressesRequest) -> Addresses:
        """Lists the web addresses of a library, and what the last fetch of each has found."""
        return self._addresses(self._libraries.engine(request.library))

    def fetch(self, request: FetchRequest) -> Addresses:
        """Starts to fetch web addresses into a library, and returns its list.

        What is unchanged since the last time is not read again. If one of the addresses may not be
        fetched, none is.
        """
        engine = self._libraries.engine(request.library)
        self._libraries.web.fetch(engine, request.addresses)
        return self._addresses(engine)

    def remove(self, request: AddressRemoval) -> Addresses:
        """Takes a web address off the list, which it returns. The document stays."""
        engine = self._libraries.engine(request.library)
        self._libraries.web.remove(engine, request.address)
        return self._addresses(engine)

    def _addresses(self, engine: Engine) -> Addresses:
        web = self._libraries.web
        return Addresses(
            allowed=web.prefixes,
            addresses=[
                WebAddress(
                    address=entry.address,
                    status=entry.status,
                    message=entry.message,
                    fetched=entry.fetched,
                    running=running,
                )
                for entry, running in web.listed(engine)
            ],
        )
