"""The scanners, as everybody else sees them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from aigate.config import Wrapper
from aigate.rules.loader import load
from aigate.scanners import Scanner, Settings
from aigate.scanners.registry import SCANNERS

NAMES = ["detect-secrets", "bandit", "flow", "patterns", "wrappers"]


def test_order_is_fixed() -> None:
    assert [scanner.NAME for scanner in SCANNERS] == NAMES


@pytest.mark.parametrize("scanner", SCANNERS, ids=NAMES)
def test_rules_name_their_scanner_and_are_unique(scanner: Scanner) -> None:
    infos = list(scanner.rules(Settings(load(wrappers=[Wrapper("requests", "acme.http")]))))
    assert infos
    assert {info.scanner for info in infos} == {scanner.NAME}
    assert len({info.id for info in infos}) == len(infos)


def test_engines_are_imported_only_when_they_scan() -> None:
    code = (
        "import sys; import aigate.scanners.registry\n"
        "heavy = {'bandit', 'detect_secrets', 'ast_grep_py', 'yaml', 'ast'} & set(sys.modules)\n"
        "assert heavy <= {'ast'}, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
