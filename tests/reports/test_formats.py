"""What holds for every format, whichever it is."""

from __future__ import annotations

import subprocess
import sys

import pytest

from aigate import reports
from aigate.errors import UsageError
from aigate.model import Report
from tests.reports import samples


@pytest.mark.parametrize("name", reports.NAMES)
def test_a_format_is_found_under_its_own_name(name: str) -> None:
    form = reports.load(name)
    assert name == form.NAME


@pytest.mark.parametrize("name", ["", "xml", "TEXT", "json_report"])
def test_any_other_name_is_a_usage_error_that_lists_the_names(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        reports.load(name)
    assert caught.value.hint == "use one of: text, json, jsonl, sarif"


@pytest.mark.parametrize("name", reports.NAMES)
@pytest.mark.parametrize("sample", samples.ALL.values(), ids=samples.ALL)
def test_every_format_takes_every_view_of_every_report(name: str, sample: Report) -> None:
    for explain in (False, True):
        shown = reports.load(name).render(sample, colour=False, width=60, explain=explain, quiet=False)
        assert shown == "" or shown.endswith("\n")
        assert shown.isascii()


@pytest.mark.parametrize("name", ["json", "jsonl", "sarif"])
def test_a_format_for_machines_does_not_depend_on_the_terminal(name: str) -> None:
    form = reports.load(name)
    plain = form.render(samples.BLOCKED)
    assert form.render(samples.BLOCKED, colour=True, width=40, explain=True, quiet=True) == plain


@pytest.mark.parametrize("name", reports.NAMES)
def test_rendering_twice_gives_the_same_and_leaves_the_report_alone(name: str) -> None:
    before = repr(samples.PUSH)
    form = reports.load(name)
    assert form.render(samples.PUSH) == form.render(samples.PUSH)
    assert repr(samples.PUSH) == before


def test_looking_a_format_up_imports_no_other() -> None:
    code = (
        "import sys; from aigate import reports; reports.load('jsonl');"
        "print(*sorted(name for name in sys.modules if name.startswith('aigate.reports.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    loaded = {name.removeprefix("aigate.reports.") for name in done.stdout.split()}
    assert "jsonl" in loaded
    assert not loaded & {"text", "json_report", "sarif", "sarif_rules", "attribution", "blocks", "palette"}


def test_saying_that_there_is_nothing_to_say_loads_no_more_than_it_needs() -> None:
    code = (
        "import sys; from aigate.reports import text; from aigate.model import *;"
        "changeset = Changeset(ChangesetKind.INDEX, ()); judgement = Judgement(changeset, Attribution({}));"
        "text.render(Report((judgement,), Decision.ALLOW));"
        "print('json' in sys.modules, 'unicodedata' in sys.modules, 'aigate.reports.blocks' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.split() == ["False", "False", "False"]
