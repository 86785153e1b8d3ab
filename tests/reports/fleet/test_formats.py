"""Every format of many repositories: complete, the same each time, and safe where it goes."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest

from aigate.audit_model import Fleet
from aigate.errors import UsageError
from aigate.reports import fleet as reports
from tests.reports.fleet.specimen import HOSTILE, fleet

READY = list(reports.NAMES)


def render(name: str, found: Fleet | None = None, **view: int) -> str:
    return reports.load(name).render(found or fleet(), **view)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", READY)
def test_is_a_function_of_the_fleet(name: str) -> None:
    assert name == reports.load(name).NAME
    assert render(name) == render(name)
    assert render(name).endswith("\n")
    assert render(name, Fleet("empty.txt", 0, "0.1.0"))
    render(name).encode()


@pytest.mark.parametrize("name", READY)
def test_names_every_repository_that_failed(name: str) -> None:
    assert "failed" in render(name, Fleet("x", 0, "1", (), (fleet().failures[0]._replace(reason="it failed"),)))


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(UsageError, match="sarif"):
        reports.load("sarif")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_text_moves_no_cursor_and_orders_nothing(width: int) -> None:
    text = render("text", width=width)
    assert all(line.isprintable() for line in text.split("\n"))
    assert not re.search(r"^\s*::", text, re.MULTILINE)


def test_text_shows_the_worst_first() -> None:
    text = render("text", width=100)
    assert text.index("team/app-11") < text.index("team/app-2 ")
    assert "66 high, 22 medium" in text
    assert "8 repositories could not be audited and are not in these figures" in re.sub(r"\s+", " ", text)


def test_what_is_expected_stands_next_to_what_was_found() -> None:
    told = "would be expected, by the rate of others in the same languages, tests apart: 66 found, 82.5 expected; 660 AI lines have no"
    assert told in re.sub(r"\s+", " ", render("text", width=80))
    assert told in re.sub(r"\s+", " ", render("markdown"))
    assert told in re.sub(r"\s+", " ", render("html"))


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_what_is_true_of_several_is_said_once(name: str) -> None:
    members = [replace(one, notes=("it is odd", *one.notes)) for one in fleet().members[:3]]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>|`", " ", render(name, Fleet("x", 0, "1", tuple(members)))))
    assert text.count("it is odd") == 1
    assert re.search(r"3 repositories ?:? it is odd", text)


def test_json_has_everything() -> None:
    found = json.loads(render("json"))
    assert found["schema"] == "aigate/1"
    inside = found["fleet"]
    assert inside["audited"] == len(inside["repositories"]) == 12 + len(HOSTILE)
    assert inside["failed"] == len(inside["failures"]) == len(HOSTILE)
    assert inside["totals"]["open"] == {"high": 66, "medium": 22}
    density = inside["totals"]["density"]
    assert (density["ai_lines"], density["compared_lines"], density["compared_findings"]) == (40 * 66, 30 * 66, 66)
    assert density["expected_findings"] == 1.25 * 66
    assert inside["whole"] is False
    assert inside["repositories"][1]["page"] == "repositories/team-app-1.html"


def test_jsonl_has_the_same_records() -> None:
    lines = [json.loads(line) for line in render("jsonl").splitlines()]
    inside = json.loads(render("json"))["fleet"]
    assert [{"type": "repository", **one} for one in inside["repositories"]] == [
        line for line in lines if line["type"] == "repository"
    ]
    assert {line["type"] for line in lines} == {"fleet", "month", "repository", "failure"}


def test_csv_computes_nothing() -> None:
    rows = list(csv.DictReader(io.StringIO(render("csv"))))
    assert len(rows) == 12 + 2 * len(HOSTILE)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert (rows[3]["high"], rows[3]["medium"], rows[3]["ai"]) == ("3", "2", "120")
    assert (rows[3]["compared_lines"], rows[3]["expected_findings"]) == ("90", "3.75")
    assert rows[-1]["failure"]
    assert rows[-1]["commits"] == ""


def test_markdown_stays_text() -> None:
    text = render("markdown")
    assert "<script>" not in re.sub(r"`[^`\n]*`", "", text)
    assert "](" not in re.sub(r"`[^`\n]*`|<code>.*?</code>", "", text)
    assert all(
        line.count("|") == text.splitlines()[line_of_table - 1].count("|") for line_of_table, line in _table_rows(text)
    )
    assert len(render("markdown", fleet(3000))) < 65_536


def _table_rows(text: str) -> list[tuple[int, str]]:
    """Each row of a table, with the number of the row above it."""
    lines = text.splitlines()
    return [
        (at, line) for at, line in enumerate(lines) if at and line.startswith("|") and lines[at - 1].startswith("|")
    ]
