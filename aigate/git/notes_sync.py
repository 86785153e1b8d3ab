"""Notes exchanged with a remote: fetched into a ref of their own, joined line by line, pushed. The only use of the network.

Nothing here runs unless a person asks for it: by the command, or by a setting that makes every push take the notes along.
A note that somebody else pushed meanwhile is fetched and joined, and the push is tried again; nothing is ever overwritten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aigate.errors import GitError
from aigate.git.refs import list_refs

if TYPE_CHECKING:
    from aigate.git.repo import Repo

# git's own transports, which every other call here is denied; helpers that run any program stay denied.
_NETWORK = {"GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh"}
_NOBODY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "aigate"), ("EMAIL", "aigate@localhost"))
}
_TRIES = 4
_REFUSED = 1


def sync_notes(repo: Repo, ref: str, tracking: str, remote: str) -> bool:
    """Join ``ref`` with the remote's and push it; whether the remote's has changed. GitError where that cannot be done."""
    for _ in range(_TRIES):
        fetch_notes(repo, ref, tracking, remote)
        refs = list_refs(repo, ref, tracking)
        if ref not in refs or refs[ref] == refs.get(tracking):
            return False
        code, _said = repo.call(
            "push", "--quiet", "--no-verify", remote, f"{ref}:{ref}", ok=(0, _REFUSED), env=_NETWORK
        )
        if code == 0:
            repo.git("update-ref", tracking, refs[ref])
            return True
    raise GitError(f"{remote} does not take {ref}", hint=f"git push {remote} {ref} says why")


def fetch_notes(repo: Repo, ref: str, tracking: str, remote: str) -> None:
    """Bring the remote's notes here, and join them with ours."""
    # A pattern, because a plain name that the remote does not have yet is an error.
    spec = f"+{ref}*:{tracking}*"
    repo.git(
        "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", remote, spec, env=_NETWORK
    )
    refs = list_refs(repo, ref, tracking)
    if tracking in refs and refs.get(ref) != refs[tracking]:
        code, _ = repo.call("var", "GIT_COMMITTER_IDENT", ok=(0, 1, 128))
        who = _NOBODY if code else {}
        repo.git("notes", f"--ref={ref}", "merge", "--quiet", "--strategy=cat_sort_uniq", tracking, env=who)
