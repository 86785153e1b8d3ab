"""CSV and Parquet: nothing is computed, everything comes back, and columns only grow."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.audit_model import AuditedCommit, Counted
from aigate.errors import UsageError
from aigate.model import Identity
from aigate.reports.audit import TABLES, csv_report, parquet
from aigate.reports.audit.tables import Kind, table
from aigate.reports.visible import visible
from tests.reports.audit import hostile
from tests.reports.audit.specimen import empty, specimen

COLUMNS = {
    "findings": "state rule severity confidence kind scanner cwe owasp path line end_line now_path now_line message hint "
    "agent model source evidence commit when author owner fixed_by fixed_when bucket fingerprint",
    "commits": "commit when author email subject ai human unknown agent model authored sources evidence files declared "
    "signed_off breaches stopped_by suppressions",
    "files": "path language ai human unknown agent model authored oldest newest owner findings",
    "months": "month commits ai_commits ai human unknown agent model authored surviving introduced fixed",
}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def of_commit(**fields: Any) -> dict[str, str]:
    one = AuditedCommit("a" * 40, 0, Identity("A", "a@example.org"), "S", Counted(1), (), (), ())
    (row,) = rows(csv_report.render(replace(empty(), commits=(replace(one, **fields),)), table="commits"))
    return row


@pytest.mark.parametrize("name", TABLES)
def test_columns_only_grow_at_the_end(name: str) -> None:
    assert [column.name for column in table(specimen(), name).columns][: len(COLUMNS[name].split())] == COLUMNS[
        name
    ].split()


@pytest.mark.parametrize("name", TABLES)
def test_csv_has_one_record_a_row(name: str) -> None:
    text = csv_report.render(specimen(), table=name)
    number = len(list(table(specimen(), name).rows))
    assert len(rows(text)) == number > 0
    assert text.count("\n") == number + 1


def test_an_unknown_table_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="no table"):
        csv_report.render(specimen(), table="weeks")


@pytest.mark.parametrize("name", TABLES)
def test_no_cell_of_the_specimen_begins_a_formula(name: str) -> None:
    for row in rows(csv_report.render(specimen(), table=name)):
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


@pytest.mark.parametrize("formula", [*hostile.FORMULAS, "\uff1d1+1", "'=1+1"])
def test_a_formula_gets_an_apostrophe_in_front(formula: str) -> None:
    shown = of_commit(subject=formula)["subject"]
    assert shown.removeprefix("'") == visible(formula)
    assert shown.startswith("'") or not formula.startswith(("=", "+", "-", "@", "\uff1d", "'"))


@given(st.text())
def test_a_printable_text_comes_back(text: str) -> None:
    shown = of_commit(subject=text)["subject"]
    if visible(text) == text and "##" not in text and "::" not in text:
        assert shown.removeprefix("'") == text if text.startswith("'") or shown.startswith("'") else shown == text
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("when", "told"),
    [(0, "1970-01-01T00:00:00Z"), (1_767_225_600, "2026-01-01T00:00:00Z"), (10**15, "1000000000000000")],
)
def test_a_time_is_utc(when: int, told: str) -> None:
    assert of_commit(when=when)["when"] == told


def test_lists_and_flags() -> None:
    row = of_commit(sources=("trailers", 'a"b'), is_declared=True)
    assert row["sources"] == r'["trailers", "a\"b"]'
    assert (row["declared"], row["signed_off"], row["evidence"]) == ("true", "false", "")


def test_a_path_is_spelled_as_git_does_if_it_is_odd() -> None:
    paths = {row["path"] for row in rows(csv_report.render(specimen(), table="files"))}
    assert r'"src/caf\351.py"' in paths
    assert r'"src/a\nb.py"' in paths
    assert "'=cmd()/x.py" in paths
    assert "src/<script>alert(1)</script>.py" in paths


# ---------------------------------------------------------------- Parquet


def read(name: str) -> Any:
    pyarrow = pytest.importorskip("pyarrow.parquet")
    return pyarrow.read_table(io.BytesIO(parquet.render(specimen(), table=name)))


@pytest.mark.parametrize("name", TABLES)
def test_parquet_holds_the_rows_of_the_table(name: str) -> None:
    found = read(name)
    columns, wanted = table(specimen(), name)
    assert found.column_names == [column.name for column in columns]
    assert found.num_rows == len(list(wanted))


def test_parquet_is_typed() -> None:
    types = {field.name: str(field.type) for field in read("commits").schema}
    assert types["when"] == "timestamp[ms, tz=UTC]"
    assert types["ai"] == "int64"
    assert types["declared"] == "bool"
    assert types["sources"].startswith("list<")
    assert "string" in types["sources"]
    assert "lines: int64" in types["authored"]


def test_parquet_keeps_values_as_they_are() -> None:
    commits = specimen().commits
    table_ = read("commits").to_pylist()
    assert [row["when"] for row in table_] == [datetime.fromtimestamp(one.when, UTC) for one in commits]
    assert hostile.FORMULA in {row["subject"] for row in table_}
    assert hostile.ANSI in {row["subject"] for row in table_}


def test_parquet_says_what_it_is_of() -> None:
    described = read("months").schema.metadata
    assert described[b"aigate.schema"] == b"aigate/1"
    assert described[b"aigate.tip"].decode() == specimen().reach.tip


def test_without_its_library_it_says_what_to_type() -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None; from aigate.reports import audit; from aigate.errors import UsageError\n"
        "try: audit.check('csv'); audit.check('parquet')\n"
        "except UsageError as error: print(error.message, '|', error.hint)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == 'parquet needs pyarrow, which is not installed | pip install "aigate[parquet]"\n'


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_column_is_somewhere(kind: Kind) -> None:
    assert kind in {column.kind for name in TABLES for column in table(specimen(), name).columns}
