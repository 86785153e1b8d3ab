"""What teams add to the models, and how they are told of what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aigate.errors import ConfigError
from aigate.model import Source
from aigate.protected import check_flows
from aigate.rules.loader import load
from aigate.scanners import Settings, flow

if TYPE_CHECKING:
    from tests.repository import Repository

ADDED = """
carriers = ["acme.text.tidy"]

[[sources]]
kind = "request"
calls = ["acme.http.field"]

[[cleaners]]
labels = ["sql"]
calls = ["acme.db.quoted"]

[[guards]]
labels = ["path"]
calls = ["acme.files.must_be_inside"]
raises = true

[[sinks]]
rule = "flow/sql-injection"
calls = { "acme.db.ask" = ["0", "query"] }

[[rules]]
id = "acme/mail-from-outside"
cwe = "CWE-93"
owasp = "A03:2021"
severity = "medium"
label = "mail"
message = "{source} is mailed as it came."
hint = "Call acme.mail.plain()."
confidence = { request = "high" }

[[rules.sinks]]
calls = { "acme.mail.send" = ["1"] }
"""


def found(code: str, models: str = ADDED) -> list[str]:
    text = "import acme\n" + code
    settings = Settings(load(flows=[("acme.toml", models.encode())]))
    return [one.rule for one in flow.scan(Source("a.py", text.encode(), text, "utf-8", "python"), settings).findings]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("acme.db.ask(acme.db.quoted(acme.http.field('q')))\n", id="a cleaner"),
        pytest.param("p = acme.http.field('p')\nacme.files.must_be_inside(p)\nopen(p)\n", id="a guard"),
        pytest.param("acme.db.ask('SELECT 1')\n", id="a fixed text"),
        pytest.param("acme.other.ask(acme.http.field('q'))\n", id="another call"),
    ],
)
def test_what_a_team_calls_safe_is(code: str) -> None:
    assert found(code) == []


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        pytest.param("acme.db.ask(acme.http.field('q'))\n", "flow/sql-injection", id="a source and a sink"),
        pytest.param("eval(acme.http.field('q'))\n", "flow/code-injection", id="a source and a sink of ours"),
        pytest.param("acme.db.ask(acme.text.tidy(acme.http.field('q')))\n", "flow/sql-injection", id="a carrier"),
        pytest.param("acme.mail.send('me', acme.http.field('q'))\n", "acme/mail-from-outside", id="a rule"),
    ],
)
def test_what_a_team_watches_is_found(code: str, rule: str) -> None:
    assert found(code) == [rule]


@pytest.mark.parametrize(
    ("models", "said"),
    [
        pytest.param("[[sources]\n", "acme.toml:1: not TOML", id="no TOML"),
        pytest.param('[[source]]\nkind = "x"\n', 'acme.toml:1: unknown key "source"', id="an unknown table"),
        pytest.param(
            '\n[[sinks]]\ncalls = { "a.b" = ["0"] }\n', 'acme.toml:2: "sinks[0]" lacks the key "rule"', id="no rule"
        ),
        pytest.param(
            '[[sinks]]\nrule = "flow/sql"\ncalls = { "a.b" = ["0"] }\n',
            'acme.toml:2: "flow/sql" is no rule that follows text',
            id="a rule that is none",
        ),
        pytest.param(
            '[[sources]]\nkind = "user"\nparameters = "(a"\n',
            '"parameters" is no pattern that can serve',
            id="a pattern",
        ),
        pytest.param('[[sources]]\nkind = "requests"\n', 'acme.toml:2: "requests" is no kind of source', id="a kind"),
        pytest.param(
            '[[cleaners]]\nlabels = ["mysql"]\ncalls = ["a.b"]\n',
            'acme.toml:2: "mysql" is no use that a rule',
            id="a label",
        ),
        pytest.param('carriers = [\n  "a.b",\n  "a b",\n]\n', '"a b" is not a place', id="a place"),
        pytest.param(
            '[[guards]]\nlabels = ["all"]\ncalls = ["a.b"]\narguments = ["-1"]\n',
            'acme.toml:4: "-1" is not an argument',
            id="an argument",
        ),
        pytest.param(
            '[[sinks]]\nrule = "flow/xss"\ncalls = { "a.b" = ["0"] }\nreads = "(a+)+$"\n',
            'acme.toml:4: "reads" is no pattern that can serve',
            id="a pattern that takes for ever",
        ),
        pytest.param(
            ADDED.replace("acme/mail", "flow/mail"), 'ids that begin with "flow/" are reserved', id="an id that is ours"
        ),
        pytest.param('language = "cobol"\n', 'acme.toml:1: "cobol" has no models', id="a language"),
        pytest.param(b"\xff".decode("latin-1"), "acme.toml:1: not TOML", id="noise"),
    ],
)
def test_an_error_names_file_and_line(models: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        found("eval(x)\n", models)
    assert said in caught.value.message
    assert caught.value.message.startswith("acme.toml:")


def test_models_count_from_the_protected_revision_on(repo: Repository) -> None:
    code = "import acme\nacme.db.ask(acme.http.field('q'))  # @ai-generated\n"
    repo.commit({"README": "hello\n"})
    repo.stage({"a.py": code, ".aigate/rules/acme.toml": ADDED})
    assert b"flow/sql-injection" not in repo.aigate("check").stdout
    repo.git("reset", "-q", "a.py")
    repo.git("commit", "--no-verify", "-q", "-m", "Add models")
    repo.stage({"a.py": code})
    done = repo.aigate("check")
    assert done.returncode == 1
    assert b"flow/sql-injection" in done.stdout
    listed = repo.aigate("rules", "list")
    assert b"acme/mail-from-outside" in listed.stdout


def test_broken_models_are_told_where_they_come_in(repo: Repository) -> None:
    repo.commit({"README": "hello\n"})
    repo.stage({".aigate/rules/acme.toml": "[[sinks]]\n"})
    done = repo.aigate("check")
    assert done.returncode == 1
    assert b"acme.toml:1" in done.stdout


SCRIPTS = """
language = "javascript"
carriers = ["@acme/text.tidy"]

[[sources]]
kind = "request"
calls = ["@acme/http.field"]
callbacks = ["@acme/queue.each"]

[[cleaners]]
labels = ["sql"]
calls = ["@acme/db.quoted"]

[[guards]]
labels = ["path"]
calls = ["./files.mustBeInside"]

[[sinks]]
rule = "flow/sql-injection"
calls = { "@acme/db.ask" = ["0", "0.query"] }

[[rules]]
id = "acme/mail-from-outside"
cwe = "CWE-93"
owasp = "A03:2021"
severity = "medium"
label = "mail"
message = "{source} is mailed as it came."
hint = "Call plain()."
confidence = { request = "high" }

[[rules.sinks]]
calls = { "@acme/mail.send" = ["1"] }
"""
START = (
    'import { field } from "@acme/http";\nimport { ask, quoted } from "@acme/db";\nimport { tidy } from "@acme/text";\n'
    'import { send } from "@acme/mail";\nimport { mustBeInside } from "./files";\nimport fs from "fs";\n'
    'import { each } from "@acme/queue";\n'
)


@pytest.mark.parametrize(
    ("code", "rules"),
    [
        pytest.param("ask(quoted(field('q')))", [], id="a cleaner"),
        pytest.param("const p = field('p'); if (mustBeInside(p)) fs.readFileSync(p)", [], id="a guard"),
        pytest.param("ask('SELECT 1')", [], id="a fixed text"),
        pytest.param("ask('SELECT ' + field('q'))", ["flow/sql-injection"], id="a source and a sink"),
        pytest.param("ask({ query: 'SELECT ' + field('q') })", ["flow/sql-injection"], id="a field of an argument"),
        pytest.param("eval(field('q'))", ["flow/code-injection"], id="a source and a sink of ours"),
        pytest.param("each((text) => eval(text))", ["flow/code-injection"], id="a callback"),
        pytest.param("ask('SELECT ' + tidy(field('q')))", ["flow/sql-injection"], id="a carrier"),
        pytest.param("send('me', field('q'))", ["acme/mail-from-outside"], id="a rule"),
    ],
)
def test_what_a_team_says_of_scripts_counts(code: str, rules: list[str]) -> None:
    text = START + code + ";\n"
    settings = Settings(
        load(flows=[("acme.toml", SCRIPTS.encode()), ("other.toml", ADDED.replace("acme/", "other/").encode())])
    )
    found = flow.scan(Source("a.ts", text.encode(), text, "utf-8", "typescript"), settings).findings
    assert [one.rule for one in found if one.rule != "flow/sql-text"] == rules


@pytest.mark.parametrize(
    ("models", "said"),
    [
        ('[[sources]]\nkind = "request"\ndecorators = ["a"]\n', '"decorators" says nothing of javascript'),
        ('[[handlers]]\ndecorators = ["a"]\n', "handlers are told by their places"),
        ('[[sources]]\nkind = "request"\ncalls = ["a b"]\n', '"a b" is not a place'),
        ('[[sinks]]\nrule = "flow/xss"\ncalls = { "a" = ["x"] }\n', '"x" is not an argument'),
        ('[[sinks]]\nrule = "flow/xss"\ncalls = { "a" = ["0"] }\nreads = "a"\n', '"reads" says nothing of javascript'),
        ('[[sinks]]\nrule = "flow/nothing"\ncalls = { "a" = ["0"] }\n', "is no rule that follows text"),
    ],
)
def test_errors_about_scripts_name_file_and_line(models: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_flows([("acme.toml", f'language = "javascript"\n{models}'.encode())])
    assert said in caught.value.message
    assert caught.value.message.startswith("acme.toml:")
