"""What holds for every format of an audit, whichever it is, and whatever a repository says in it."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from unicodedata import category

import pytest

from aigate.audit_model import Audit, Reach
from aigate.errors import UsageError
from aigate.reports import audit as formats
from tests.reports.audit.specimen import empty, large, specimen

TEXTUAL = [name for name in formats.NAMES if name not in formats.BINARY]
OURS = re.compile(r"\x1b\[(?:0|1|2|3[0-7]|1;31)m")
AUDITS = {
    "a specimen": specimen(),
    "nothing at all": empty(),
    "many findings": large(2_000),
    "without a look at today": replace(
        specimen(), files=(), findings=(), reach=replace(specimen().reach, has_exposure=False)
    ),
    "no repository": Audit("", 0, "", Reach((), "")),
    "times that no calendar has": replace(
        specimen(),
        made=10**15,
        commits=tuple(replace(one, when=-(10**14)) for one in specimen().commits),
        findings=tuple(replace(one, when=10**15) for one in specimen().findings),
    ),
}


def shown(name: str, audit: Audit, table: str = "findings") -> str | bytes:
    if name == "parquet":
        pytest.importorskip("pyarrow")
    return formats.load(name).render(audit, table=table)


@pytest.mark.parametrize("name", formats.NAMES)
def test_a_format_is_found_under_its_own_name(name: str) -> None:
    assert name == formats.load(name).NAME


@pytest.mark.parametrize("name", ["", "xml", "TEXT", "records"])
def test_any_other_name_is_a_usage_error_that_lists_the_names(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        formats.load(name)
    assert "text, json, jsonl, csv" in caught.value.hint


@pytest.mark.parametrize("audit", AUDITS.values(), ids=AUDITS)
@pytest.mark.parametrize("name", formats.NAMES)
def test_every_format_takes_every_audit(name: str, audit: Audit) -> None:
    tables = formats.TABLES if name in formats.TABULAR else formats.TABLES[:1]
    for table in tables:
        output = shown(name, audit, table)
        assert isinstance(output, bytes) == (name in formats.BINARY)
        assert isinstance(output, bytes) or output.endswith("\n")
        assert shown(name, audit, table) == output


@pytest.mark.parametrize("name", TEXTUAL)
def test_no_format_lets_a_control_character_through(name: str) -> None:
    for table in formats.TABLES:
        output = shown(name, specimen(), table)
        assert isinstance(output, str)
        assert [each for each in output if category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and each != "\n"] == []
        output.encode()


@pytest.mark.parametrize("name", ["text", "csv", "markdown"])
def test_no_line_is_an_order_to_a_ci_system(name: str) -> None:
    for table in formats.TABLES:
        output = shown(name, specimen(), table)
        assert isinstance(output, str)
        assert not [line for line in output.split("\n") if line.strip().startswith("::")]
        assert not re.search(r"##\w*\[", output)


@pytest.mark.parametrize("name", ["json", "jsonl", "sarif"])
def test_json_is_ascii(name: str) -> None:
    output = shown(name, specimen())
    assert isinstance(output, str)
    assert output.isascii()


def test_colours_are_the_only_sequences_of_a_terminal() -> None:
    text = formats.load("text")
    plain = text.render(specimen(), width=90)
    coloured = text.render(specimen(), width=90, colour=True)
    assert isinstance(plain, str)
    assert isinstance(coloured, str)
    assert coloured != plain
    assert OURS.sub("", coloured) == plain


def test_looking_a_format_up_imports_no_other() -> None:
    code = (
        "import sys; from aigate.reports import audit; audit.load('jsonl');"
        "print(*sorted(name for name in sys.modules if 'aigate.reports.audit.' in name or name == 'pyarrow'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.split() == ["aigate.reports.audit.jsonl", "aigate.reports.audit.records"]
