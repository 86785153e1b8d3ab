"""What a forge runs once a week: an audit that keeps what it found out, publishes its page, and tells one issue what is new.

Rendered here and checked in below ``hooks/ci``. Every command of theirs is run for real by the tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aigate import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"
_PYTHON = "actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0"
_CACHE = "27d5ce7f107fe9357f9df03efb73ab90386fccae # v5.0.5"
_UPLOAD = "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0"


class Template(NamedTuple):
    """A file for a forge."""

    path: str  # in the repository that it is installed into
    text: str
    then: str  # what is left to do by hand


_GITHUB = f"""\
# Written by `aigate install --ci github`; yours to change. It audits the default branch once a week and keeps one issue up to
# date with what is new. The page is an artifact of each run.
name: aigate audit

on:
  schedule:
    - cron: "23 4 * * 1"
  workflow_dispatch:

permissions: {{}}

concurrency:
  group: aigate-audit
  cancel-in-progress: false

jobs:
  audit:
    name: what agents wrote, and what is new
    if: github.event_name == 'workflow_dispatch' || !github.event.repository.fork
    runs-on: ubuntu-latest
    timeout-minutes: 60
    permissions:
      contents: read
      issues: write  # one issue is opened, and kept up to date
    steps:
      - uses: {_CHECKOUT}
        with:
          fetch-depth: 0
          persist-credentials: false
      - name: Fetch the notes in which agents' records are kept
        env:
          TOKEN: ${{{{ github.token }}}}
        run: |
          basic=$(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\\n')
          export GIT_CONFIG_COUNT=1
          export GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader"
          export GIT_CONFIG_VALUE_0="Authorization: Basic $basic"
          git fetch --quiet origin "+refs/notes/*:refs/notes/*"
      - uses: {_PYTHON}
        with:
          python-version: "3.13"
      - run: pip install "aigate=={__version__}"
      - name: Bring back what the last audit found out
        uses: actions/cache/restore@{_CACHE}
        with:
          path: .git/aigate/audit.sqlite
          key: aigate-audit-${{{{ github.run_id }}}}-${{{{ github.run_attempt }}}}
          restore-keys: aigate-audit-
      - name: Audit
        env:
          GITHUB_TOKEN: ${{{{ github.token }}}}
        run: |
          mkdir -p "$RUNNER_TEMP/audit"
          aigate audit --issue github --format markdown --output "$GITHUB_STEP_SUMMARY" \\
            --write html="$RUNNER_TEMP/audit/index.html" --write json="$RUNNER_TEMP/audit/audit.json"
      - name: Keep what this one found out
        if: ${{{{ !cancelled() }}}}
        uses: actions/cache/save@{_CACHE}
        with:
          path: .git/aigate/audit.sqlite
          key: aigate-audit-${{{{ github.run_id }}}}-${{{{ github.run_attempt }}}}
      - name: Publish the page
        if: ${{{{ !cancelled() }}}}
        uses: {_UPLOAD}
        with:
          name: aigate-audit
          path: ${{{{ runner.temp }}}}/audit/
          retention-days: 90
          if-no-files-found: error
"""

_GITLAB = f"""\
# Written by `aigate install --ci gitlab`; yours to change. Pipelines of a schedule that sets AIGATE_AUDIT audit the default branch
# and keep one issue up to date with what is new. The page is an artifact of each job.
aigate-audit:
  image: python:3.13
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule" && $AIGATE_AUDIT
  timeout: 1h
  interruptible: false
  resource_group: aigate-audit
  variables:
    GIT_DEPTH: "0"
  cache:
    key: aigate-audit
    paths:
      - .aigate-audit/
  script:
    - pip install "aigate=={__version__}"
    - git fetch --quiet origin "+refs/notes/*:refs/notes/*"
    - mkdir -p "$(git rev-parse --git-dir)/aigate" .aigate-audit audit
    - cp .aigate-audit/audit.sqlite "$(git rev-parse --git-dir)/aigate/" || echo "there is nothing of an earlier audit"
    - aigate audit --issue gitlab --write html=audit/index.html --write json=audit/audit.json
  after_script:
    - cp "$(git rev-parse --git-dir)/aigate/audit.sqlite" .aigate-audit/
  artifacts:
    when: always
    expire_in: 90 days
    paths:
      - audit/
"""

TEMPLATES: Mapping[str, Template] = {
    "github": Template(
        ".github/workflows/aigate-audit.yml",
        _GITHUB,
        "commit it; the first run is under Actions, aigate audit, Run workflow",
    ),
    "gitlab": Template(
        ".gitlab/aigate-audit.yml",
        _GITLAB,
        "include it from .gitlab-ci.yml (include: - local: .gitlab/aigate-audit.yml), make a masked variable AIGATE_TOKEN of a "
        "project access token (scope api, role Reporter), and a weekly schedule with the variable AIGATE_AUDIT",
    ),
}
NAMES = tuple(TEMPLATES)


def files() -> dict[str, str]:
    """Their names in this project, and what they hold."""
    return {f"hooks/ci/{name}.yml": one.text for name, one in TEMPLATES.items()}
