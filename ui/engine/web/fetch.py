"""Fetches an address within limits: of size, time and redirects, and of where it may connect.

Only GET, without cookies, and without the proxies of the environment.
"""

from __future__ import annotations

import re
import ssl
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

import httpcore

from index.errors import PinciteError
from index.formats.media_types import SUFFIX_OF_TYPE
from index.ingest.file_type import true_suffix
from index.ingest.readers import SUFFIXES
from ui.engine.web.allowed import AllowedAddresses, WebAddress
from ui.engine.web.connect import CheckedBackend, Deadline

_SILENCE = 15.0
"""Seconds without a byte after which a server counts as gone."""

_REDIRECTS = (301, 302, 303, 307, 308)
_GONE, _NOT_FOR_ALL = (404, 410), (401, 403, 407, 451)
_INFLATED = ("gzip", "x-gzip", "deflate")
_MAX_VALIDATOR_CHARS = 300
"""Of an ETag that is stored; a longer one is as none."""

_CHARSET = re.compile(
    r"utf-?8|utf-16(?:le|be)?|iso-8859-\d{1,2}|latin-?1|us-ascii|windows-\d{3,4}|cp\d{3,4}"
    r"|koi8-[ru]|shift[_-]jis|euc-(?:jp|kr)|gb(?:2312|k|18030)|big5",
)
_AS_CP1252 = ("iso-8859-1", "latin1", "latin-1", "us-ascii")
"""What servers say of Windows-1252, too (https://encoding.spec.whatwg.org/#names-and-labels)."""

_BOMS = (b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe", b"\x00\x00\xfe\xff")


class Gone(PinciteError):
    """The server says that there is nothing at the address."""


@dataclass(frozen=True, slots=True)
class FetchLimits:
    bytes: int = 32_000_000
    """Of the file, as it is sent and as it is unpacked. Each is held in memory meanwhile."""
    seconds: float = 60
    """For an address, with its redirects."""
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of a version, to ask whether there is a newer one; "" for nothing."""

    etag: str = ""
    modified: str = ""

    @property
    def headers(self) -> list[tuple[str, str]]:
        both = [("If-None-Match", self.etag), ("If-Modified-Since", self.modified)]
        return [(name, value) for name, value in both if value]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server sent. `data`: None if it is what the validators name."""

    address: WebAddress
    """After the redirects."""
    data: bytes | None
    content_type: str
    validators: Validators

    @property
    def suffix(self) -> str:
        """Of the format, as `InputFile` takes it: by the type, or by the address if that says more.

        "" if only the content tells.
        """
        kind = SUFFIX_OF_TYPE.get(self._media_type, "")
        named = true_suffix(self.address.path)
        return named if kind in ("", ".txt") and named in SUFFIXES else kind

    @property
    def file(self) -> bytes:
        """The data; a text whose encoding only the server named, in UTF-8 with a byte order mark.

        Without data, b"".
        """
        data = self.data if self.data is not None else b""
        declared = re.search(r"charset=\"?([^\s\";]+)", self.content_type, re.IGNORECASE)
        is_text = self._media_type.startswith("text/") or self._media_type.endswith("xhtml+xml")
        name = declared[1].lower() if declared else ""
        if not is_text or not _CHARSET.fullmatch(name) or data.startswith(_BOMS):
            return data
        try:
            text = data.decode("cp1252" if name in _AS_CP1252 else name)
        except (UnicodeDecodeError, LookupError):
            return data
        return _BOMS[0] + text.encode()

    @property
    def _media_type(self) -> str:
        return self.content_type.partition(";")[0].strip().lower()


def fetch(
    allowed: AllowedAddresses,
    address: WebAddress,
    known: Validators,
    limits: FetchLimits,
) -> Fetched:
    """What is at an allowed address, or at the one it redirects to, if that is allowed, too.

    Raises Gone, and PinciteError for all other reasons.
    """
    with Deadline(limits.seconds) as deadline:
        try:
            for _ in range(limits.redirects + 1):
                found = _get(allowed, address, known, limits, deadline)
                deadline.require(address.host)
                if isinstance(found, Fetched):
                    return found
                address = found
        except PinciteError:
            raise
        except Exception as error:
            deadline.require(address.host)
            raise _told(error, address.host) from error
    raise PinciteError(
        f"It leads from one address to the next more than {limits.redirects} times. "
        "Open it in a browser, and take the address at which it ends."
    )


def _get(
    allowed: AllowedAddresses,
    address: WebAddress,
    known: Validators,
    limits: FetchLimits,
    deadline: Deadline,
) -> Fetched | WebAddress:
    """One request: what it got, or the address it was sent to. Raises like httpcore, too."""
    headers = [
        ("Host", address.authority),
        ("User-Agent", "Pincite"),
        ("Accept", "*/*"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
        *known.headers,
    ]
    url = httpcore.URL(
        scheme=address.scheme, host=address.host, port=address.port, target=address.target
    )
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), _SILENCE)
    backend = CheckedBackend(allowed, deadline)
    with (
        httpcore.ConnectionPool(network_backend=backend) as pool,
        pool.stream("GET", url, headers=headers, extensions={"timeout": timeout}) as reply,
    ):
        sent = {
            name.decode("ascii").lower(): value.decode("utf-8", "replace").strip()
            for name, value in reply.headers
        }
        if reply.status in _REDIRECTS and "location" in sent:
            return _redirected(allowed, address, sent["location"])
        validators = Validators(*(_validator(sent, each) for each in ("etag", "last-modified")))
        content_type = sent.get("content-type", "")
        if reply.status == 304 and known.headers:
            return Fetched(address, None, content_type, validators)
        _require_success(reply.status)
        data = _body(reply.iter_stream(), sent, limits.bytes)
        return Fetched(address, data, content_type, validators)


def _validator(sent: dict[str, str], name: str) -> str:
    value = sent.get(name, "")
    return value if len(value) <= _MAX_VALIDATOR_CHARS and value.isascii() else ""


def _redirected(allowed: AllowedAddresses, address: WebAddress, location: str) -> WebAddress:
    try:
        return allowed.require(urljoin(str(address), location))
    except ValueError as error:  # of urljoin
        raise PinciteError("It leads to what is no address. Ask who keeps that page.") from error
    except PinciteError as error:
        told = str(error).replace("not among the addresses", "not among those")
        raise PinciteError(f"It leads to another address: {told}") from error


def _require_success(status: int) -> None:
    if status in _GONE:
        raise Gone("There is nothing at this address. Check it, or take it off the list.")
    if status in _NOT_FOR_ALL:
        raise PinciteError(
            "The server does not give this page to everybody. Save it in your browser, and add "
            "the file."
        )
    if status != 200:
        raise PinciteError(
            f"The server replied with the error {status}. Open the address in a browser, or try "
            "again later."
        )


def _body(chunks: Iterable[bytes], sent: dict[str, str], most: int) -> bytes:
    """At most `most` bytes, as they are sent and unpacked. Raises PinciteError for more."""
    encoding = sent.get("content-encoding", "").lower()
    if encoding not in ("", "identity", *_INFLATED):
        raise PinciteError(
            "The server packs its pages in a way that is not read. Save the page in your browser, "
            "and add the file."
        )
    length = sent.get("content-length", "0")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if encoding in _INFLATED else None
    data, received = bytearray(), int(length) if length.isdecimal() else 0
    _require_size(received, most)
    received = 0
    for chunk in chunks:
        received += len(chunk)
        _require_size(received, most)
        data += chunk if unpack is None else unpack.decompress(chunk, most + 1 - len(data))
        _require_size(len(data), most)
    if unpack is not None and received and (not unpack.eof or unpack.unused_data):
        raise zlib.error
    return bytes(data)


def _require_size(size: int, most: int) -> None:
    if size > most:
        raise PinciteError(
            f"It has more than {most / 1e6:,.0f} MB, which is the most that is read. Split it, "
            "and add the parts as files."
        )


def _told(error: Exception, host: str) -> Exception:
    """What a person can do about an error of the connection; others as they are."""
    if isinstance(error, httpcore.TimeoutException):
        return PinciteError(f"The server {host} does not answer. Try again later.")
    if isinstance(error.__cause__, ssl.SSLError):
        return PinciteError(
            f"The server {host} has no valid certificate. Ask who keeps that server to mend it."
        )
    if isinstance(error, httpcore.ConnectError):
        return PinciteError(f"The server {host} cannot be reached. Try again later.")
    if isinstance(error, httpcore.NetworkError | httpcore.ProtocolError | zlib.error):
        return PinciteError(f"What the server {host} sent is not complete. Try again later.")
    return error
