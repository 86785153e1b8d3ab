"""GitLab's issues, as a job sees them: the project is in the environment, the token is one that was made for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aigate.audit.forge import LABEL, Issue
from aigate.audit.forge.client import Client, number_of, text_of
from aigate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping


class GitLab:
    """One project's issues."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        project, token = environ.get("CI_PROJECT_ID", ""), environ.get("AIGATE_TOKEN", "")
        base = environ.get("CI_API_V4_URL", "")
        if not project.isdigit() or not token or not base:
            raise UsageError(
                "--issue gitlab needs CI_API_V4_URL, CI_PROJECT_ID and AIGATE_TOKEN in the environment",
                hint="make a project access token with the scope api and the role Reporter, and a masked variable of it",
            )
        self._client = Client(base, {"PRIVATE-TOKEN": token})
        self._path = f"/projects/{project}/issues"
        job = environ.get("CI_JOB_URL", "")
        self.page = f"{job}/artifacts/browse" if job.startswith("https://") else ""

    def find(self) -> Issue | None:
        """The oldest with our label that whoever holds the token has opened: anybody may open others."""
        user = self._client.get("/user")
        author = number_of(user.get("id") if isinstance(user, dict) else None)
        query: dict[str, str | int] = {
            "labels": LABEL,
            "author_id": author,
            "order_by": "created_at",
            "sort": "asc",
            "scope": "all",
        }
        rows = self._client.get(self._path, **query)
        ours = (one for one in rows if isinstance(one, dict)) if isinstance(rows, list) else ()
        return next(map(_issue, ours), None)

    def create(self, title: str, body: str) -> Issue:
        """Open it, with the label by which it is found again."""
        made = self._client.send("POST", self._path, title=title, description=body, labels=LABEL)
        return _issue(made if isinstance(made, dict) else {})

    def update(self, issue: Issue, body: str, *, reopen: bool) -> None:
        """Replace its text."""
        state = {"state_event": "reopen"} if reopen else {}
        self._client.send("PUT", f"{self._path}/{issue.number}", description=body, **state)

    def comment(self, issue: Issue, text: str) -> None:
        """Say something in it."""
        self._client.send("POST", f"{self._path}/{issue.number}/notes", body=text)


def _issue(one: dict[str, Any]) -> Issue:
    is_open = one.get("state") != "closed"
    return Issue(number_of(one.get("iid")), text_of(one.get("description")), is_open, text_of(one.get("web_url")))
