"""GitHub's and GitLab's issues, as far as an audit uses them: a real server on this machine's loopback."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "t0ken-of-the-job"
ME = 7


class Server(ThreadingHTTPServer):
    """What it was told, and what it has."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.issues: list[dict[str, Any]] = []
        self.comments: list[tuple[int, str]] = []
        self.asked: list[tuple[str, str]] = []
        self.tokens: set[str] = set()
        self.answer: tuple[int, bytes] | None = None  # instead of any other
        self.headers: dict[str, str] = {}
        self.drops_labels = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def writes(self) -> list[str]:
        return [method for method, _ in self.asked if method != "GET"]

    def github(self) -> dict[str, str]:
        return {"GITHUB_API_URL": self.address, "GITHUB_REPOSITORY": "team/app", "GITHUB_TOKEN": TOKEN,
                "GITHUB_SERVER_URL": "https://github.com", "GITHUB_RUN_ID": "42"}  # fmt: skip

    def gitlab(self) -> dict[str, str]:
        return {"CI_API_V4_URL": f"{self.address}/api/v4", "CI_PROJECT_ID": "12", "AIGATE_TOKEN": TOKEN,
                "CI_JOB_URL": "https://gitlab.com/team/app/-/jobs/42"}  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def _serve(self) -> None:
        server, parts = self.server, urlsplit(self.path)
        server.asked.append((self.command, parts.path))
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        server.tokens.add(bearer or self.headers.get("PRIVATE-TOKEN", ""))
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        if server.answer:
            code, answer = server.answer
        else:
            code, found = (
                self._github(parts.path, parse_qs(parts.query), body)
                if parts.path.startswith("/repos/")
                else self._gitlab(parts.path, parse_qs(parts.query), body)
            )
            answer = json.dumps(found).encode()
        self.send_response(code)
        for name, value in server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _github(self, path: str, query: dict[str, list[str]], body: dict[str, Any]) -> tuple[int, Any]:
        issues = self.server.issues
        match (self.command, path.split("/")[3:]):
            case ("GET", ["app", "issues"]):
                assert query["state"] == ["all"]
                return 200, [one for one in issues if query["labels"][0] in [label["name"] for label in one["labels"]]]
            case ("POST", ["app", "issues"]):
                assert len(body["body"]) <= 65_536
                labels = [] if self.server.drops_labels else [{"name": name} for name in body["labels"]]
                one = {"number": len(issues) + 1, "title": body["title"], "body": body["body"], "state": "open", "labels": labels,
                       "user": {"login": "github-actions[bot]", "type": "Bot"}, "author_association": "NONE",
                       "html_url": f"https://github.com/team/app/issues/{len(issues) + 1}"}  # fmt: skip
                issues.append(one)
                return 201, one
            case ("PATCH", ["app", "issues", number]):
                issues[int(number) - 1].update(body)
                return 200, issues[int(number) - 1]
            case ("POST", ["app", "issues", number, "comments"]):
                self.server.comments.append((int(number), body["body"]))
                return 201, {}
            case _:
                return 404, {"message": "Not Found"}

    def _gitlab(self, path: str, query: dict[str, list[str]], body: dict[str, Any]) -> tuple[int, Any]:
        issues = self.server.issues
        match (self.command, path.split("/")[3:]):
            case ("GET", ["user"]):
                return 200, {"id": ME}
            case ("GET", ["projects", "12", "issues"]):
                author = int(query["author_id"][0])
                return 200, [
                    one for one in issues if query["labels"][0] in one["labels"] and one["author"]["id"] == author
                ]
            case ("POST", ["projects", "12", "issues"]):
                one = {"iid": len(issues) + 1, "id": 900 + len(issues), "title": body["title"], "description": body["description"],
                       "state": "opened", "labels": body["labels"].split(","), "author": {"id": ME},
                       "web_url": f"https://gitlab.com/team/app/-/issues/{len(issues) + 1}"}  # fmt: skip
                issues.append(one)
                return 201, one
            case ("PUT", ["projects", "12", "issues", number]):
                one = issues[int(number) - 1]
                if body.pop("state_event", "") == "reopen":
                    one["state"] = "opened"
                one.update(body)
                return 200, one
            case ("POST", ["projects", "12", "issues", number, "notes"]):
                self.server.comments.append((int(number), body["body"]))
                return 201, {}
            case _:
                return 404, {"message": "404 Not Found"}

    def log_message(self, *_words: object) -> None:
        """Quiet."""


@contextmanager
def serving() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
