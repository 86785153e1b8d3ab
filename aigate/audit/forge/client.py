"""JSON over HTTPS, as far as an issue needs it: bounded in time and size, no redirects, and the token goes to one host alone."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from aigate import __version__
from aigate.errors import AigateError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_TIMEOUT = 30.0
_MOST = 16 << 20
_SAID = 200
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Whoever follows a redirect takes the token along."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """Never."""


class Client:
    """One API and the header that opens it."""

    def __init__(self, base: str, headers: Mapping[str, str]) -> None:
        parts = urlsplit(base)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise UsageError("the forge's API has no https address, and a token is sent to no other")
        self._base = base.rstrip("/")
        self._headers = {**headers, "Content-Type": "application/json", "User-Agent": f"aigate/{__version__}"}
        self._opener = urllib.request.build_opener(_NoRedirect)

    def get(self, path: str, **query: str | int) -> Any:
        """What is there."""
        return self._ask("GET", f"{path}?{urlencode(query)}" if query else path)

    def send(self, method: str, path: str, **body: object) -> Any:
        """Something new, or a change."""
        return self._ask(method, path, json.dumps(body).encode("ascii"))

    def _ask(self, method: str, path: str, data: bytes | None = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
            self._base + path, data, dict(self._headers), method=method
        )
        try:
            with self._opener.open(request, timeout=_TIMEOUT) as answer:
                content = answer.read(_MOST + 1)
        except urllib.error.HTTPError as error:
            with error:
                raise AigateError(f"{method} {path}: {error.code} {_said(error)}", hint=_hint(error.code)) from None
        except OSError as error:
            raise AigateError(f"the forge's API cannot be reached: {_reason(error)}") from None
        if len(content) > _MOST:
            raise AigateError(f"{method} {path}: the answer is too large")
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise AigateError(f"{method} {path}: the answer is no JSON") from None


def _said(error: urllib.error.HTTPError) -> str:
    """The API's own words, which never repeat a token."""
    try:
        found = json.loads(error.read(_MOST))
    except (ValueError, OSError, RecursionError):
        return str(error.reason)[:_SAID]
    message = found.get("message", found.get("error", "")) if isinstance(found, dict) else ""
    return str(message or error.reason)[:_SAID]


def _reason(error: OSError) -> str:
    reason = getattr(error, "reason", error)
    return str(getattr(reason, "strerror", None) or type(reason).__name__)


def _hint(code: int) -> str:
    if code in {401, 403, 404}:
        return "the job's token has to be allowed to write issues"
    return ""


def number_of(value: Any) -> int:
    """A number of an issue, of a JSON that may hold anything."""
    if type(value) is not int or value <= 0:
        raise AigateError("the forge's API answered with no issue")
    return value


def text_of(value: Any) -> str:
    """A text of such a JSON."""
    return value if isinstance(value, str) else ""
