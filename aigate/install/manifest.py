"""``.pre-commit-hooks.yaml``: what pre-commit and prek know of aigate's hooks. Only fields that both of them read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aigate.install.stages import ENTRIES

if TYPE_CHECKING:
    from aigate.install.stages import Entry

NAME = ".pre-commit-hooks.yaml"
_MINIMUM = "3.2.0"  # the first pre-commit that calls stages by the names of git's hooks


def render() -> str:
    """The whole manifest."""
    return "\n".join(["# Written from aigate/install/stages.py; a test compares.", *map(_entry, ENTRIES)])


def _entry(entry: Entry) -> str:
    # A message file has to be handed over; the others read the index or the refs themselves. None may be skipped because
    # no file name fits, or be split into several processes.
    return f"""\
- id: {entry.id}
  name: {json.dumps(entry.name)}
  description: {json.dumps(entry.description)}
  entry: aigate hook {entry.command}
  language: python
  stages: [{", ".join(entry.stages)}]
  pass_filenames: {str(entry.takes_file).lower()}
  always_run: true
  require_serial: true
  minimum_pre_commit_version: {_MINIMUM}
"""
