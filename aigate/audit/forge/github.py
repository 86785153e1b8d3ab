"""GitHub's issues, as a workflow sees them: the repository and the token are in the environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from aigate.audit.forge import LABEL, Issue
from aigate.audit.forge.client import Client, number_of, text_of
from aigate.errors import AigateError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_REPOSITORY = re.compile(r"[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")
_OURS = ("OWNER", "MEMBER", "COLLABORATOR")  # anybody may open an issue, and say anything in it


class GitHub:
    """One repository's issues."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        repository, token = environ.get("GITHUB_REPOSITORY", ""), environ.get("GITHUB_TOKEN", "")
        if not _REPOSITORY.fullmatch(repository) or not token:
            raise UsageError(
                "--issue github needs GITHUB_REPOSITORY and GITHUB_TOKEN in the environment",
                hint="in a workflow: env: GITHUB_TOKEN: ${{ github.token }}, with permissions: issues: write",
            )
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        self._client = Client(environ.get("GITHUB_API_URL", "https://api.github.com"), headers)
        self._path = f"/repos/{repository}/issues"
        server, run = environ.get("GITHUB_SERVER_URL", ""), environ.get("GITHUB_RUN_ID", "")
        self.page = (
            f"{server}/{repository}/actions/runs/{run}" if server.startswith("https://") and run.isdigit() else ""
        )

    def find(self) -> Issue | None:
        """The oldest with our label from somebody who belongs to the repository, or from a bot that does."""
        query: dict[str, str | int] = {
            "labels": LABEL,
            "state": "all",
            "sort": "created",
            "direction": "asc",
            "per_page": 100,
        }
        rows = self._client.get(self._path, **query)
        ours = (one for one in rows if isinstance(one, dict) and self._is_ours(one)) if isinstance(rows, list) else ()
        return next(map(_issue, ours), None)

    @staticmethod
    def _is_ours(one: dict[str, Any]) -> bool:
        user = one.get("user")
        is_bot = isinstance(user, dict) and user.get("type") == "Bot"
        return "pull_request" not in one and (is_bot or one.get("author_association") in _OURS)

    def create(self, title: str, body: str) -> Issue:
        """Open it, with the label by which it is found again."""
        made = self._client.send("POST", self._path, title=title, body=body, labels=[LABEL])
        labels = made.get("labels", []) if isinstance(made, dict) else []
        if not any(isinstance(one, dict) and one.get("name") == LABEL for one in labels):
            raise AigateError(
                "GitHub opened the issue without its label, so it will not be found again",
                hint=f"label it {LABEL}, and let the token write issues",
            )
        return _issue(made)

    def update(self, issue: Issue, body: str, *, reopen: bool) -> None:
        """Replace its text."""
        state = {"state": "open"} if reopen else {}
        self._client.send("PATCH", f"{self._path}/{issue.number}", body=body, **state)

    def comment(self, issue: Issue, text: str) -> None:
        """Say something in it."""
        self._client.send("POST", f"{self._path}/{issue.number}/comments", body=text)


def _issue(one: dict[str, Any]) -> Issue:
    is_open = one.get("state") != "closed"
    return Issue(number_of(one.get("number")), text_of(one.get("body")), is_open, text_of(one.get("html_url")))
