"""What may be cloned: addresses that name a repository and nothing else.

git takes more for an address than a list should be able to say: programs to run (``ext::sh -c …``), options
(``--upload-pack=…``), passwords. An address that is refused is told by its place in the list and by what is left of it
without whatever may be secret.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

PROTOCOLS = ("https", "ssh")
ON_REQUEST = ("file", "http", "git")

_LONGEST = 2048
_CREDENTIALS = "it holds a user name or a password: take it out, and let git's credential helper know it"
_SHOWN = 120
# Long before git asks: user@host:path, where the host is no Windows drive.
_SCP = re.compile(r"(?:[A-Za-z0-9._+-]+@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]{2,}):(?P<path>[^:\s].*)")
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)(?P<colons>://|::)")
_HELPER = re.compile(r"[A-Za-z0-9]+::")  # ext::…, fd::…: a program of the reader's, told what to run
_USERINFO = re.compile(r"//[^/?#]*@")
_USER = re.compile(r"[A-Za-z0-9._+-]+")


def is_address(entry: str) -> bool:
    """Whether an entry is meant as an address and not as a path."""
    return bool(_SCHEME.match(entry) or (_SCP.fullmatch(entry) and not entry.startswith(("/", "./", "../"))))


def complaint(address: str, allowed: tuple[str, ...] = PROTOCOLS) -> str:
    """Why an address is not cloned; "" if it may be."""
    if len(address) > _LONGEST:
        return f"it is longer than {_LONGEST} characters"
    if address.startswith("-"):
        return "it begins with a dash, as options do"
    if not address.isascii() or not address.isprintable() or " " in address:
        return "it holds a character that no address holds: write it in percent signs"
    if _HELPER.match(address):
        return "it asks git to run a helper program"
    if not _SCHEME.match(address):
        return _complain_of_scp(address, allowed)
    return _complain_of_url(address, allowed)


def _complain_of_scp(address: str, allowed: tuple[str, ...]) -> str:
    found = _SCP.fullmatch(address)
    if found is None:
        return "it is no address that git knows"
    if "@" in found["path"]:
        return _CREDENTIALS
    if "ssh" not in allowed:
        return "ssh is not among the protocols that are allowed"
    return _complain_of_parts(found["host"], found["path"])


def _complain_of_url(address: str, allowed: tuple[str, ...]) -> str:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "it is no address that can be read"
    if parts.scheme not in (*PROTOCOLS, *ON_REQUEST):
        return f"{parts.scheme} is no protocol that is cloned from"
    if parts.scheme not in allowed:
        return f"{parts.scheme} is cloned from only on request: --allow-protocol {parts.scheme}"
    if parts.password is not None or (parts.username is not None and parts.scheme != "ssh"):
        return _CREDENTIALS
    if parts.username is not None and not _USER.fullmatch(parts.username):
        return "its user name is none"
    if parts.query or parts.fragment:
        return "it has a part after ? or #, where secrets are kept and repositories are not"
    if parts.scheme == "file":
        return "it names another host" if host else ""
    return _complain_of_parts(host, parts.path)


def _complain_of_parts(host: str, path: str) -> str:
    if not host:
        return "it names no host"
    if host.startswith("-") or path.startswith("-"):
        return "a part of it begins with a dash, as options do"
    if not path.strip("/"):
        return "it names a host and no repository"
    return ""


def name_of(address: str) -> str:
    """What a reader knows the repository by: ``github.com/owner/name``."""
    scp = None if _SCHEME.match(address) else _SCP.fullmatch(address)
    if scp:
        host, path = scp["host"], scp["path"]
    else:
        parts = urlsplit(address)
        host, path = parts.hostname or "", parts.path
    path = path.strip("/").removesuffix(".git").strip("/")
    return f"{host}/{path}" if host else path


def same(address: str) -> str:
    """One spelling of what are plainly the same address."""
    return address.rstrip("/").removesuffix(".git").rstrip("/")


def shown(entry: str) -> str:
    """An entry of a list, for a reader: short, and without what may be a password."""
    text = _USERINFO.sub("//", entry)
    text = re.sub(r"[?#].*", "", text, flags=re.DOTALL) if _SCHEME.match(text) else text
    if not _USERINFO.search(entry):
        text = re.sub(r"^[^/@]*:[^/@]*@", "", text)  # user:password@host:path
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
