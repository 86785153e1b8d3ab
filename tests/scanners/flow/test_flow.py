"""Somebody else's text, followed through files of every shape."""

from __future__ import annotations

import ast
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigate.lines import Span
from aigate.model import Confidence, Source
from aigate.rules.loader import load
from aigate.scanners import Settings, flow

if TYPE_CHECKING:
    from aigate.model import Finding

RULES = flow.load().file.rules
SETTINGS = Settings(load())


def scan(text: str, path: str = "app.py") -> tuple[Finding, ...]:
    outcome = flow.scan(Source(path, text.encode("utf-8", "surrogatepass"), text, "utf-8", "python"), SETTINGS)
    assert not outcome.gaps
    return outcome.findings


def rules(text: str) -> list[str]:
    return sorted({found.rule.removeprefix("flow/") for found in scan(text)})


def handler(body: str) -> str:
    """A route's handler with ``body``, to which ``name`` is what the client sent."""
    lines = "\n".join(f"    {line}" for line in body.strip("\n").splitlines())
    return (
        "import os, re, shlex, subprocess\nfrom flask import Flask, abort, request\napp = Flask(__name__)\n"
        "KNOWN = {'a': 'SELECT 1'}\nNAMES = ('x', 'y')\n\n"
        f"@app.route('/x')\ndef serve():\n    name = request.args['name']\n{lines}\n"
    )


class TestEveryRule:
    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
    def test_is_quiet_on_its_good_examples(self, rule: flow.models.FlowRule) -> None:
        assert len(rule.good) >= 2
        for text in rule.good:
            ast.parse(text)
            assert not scan(text), text

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
    def test_finds_its_bad_examples(self, rule: flow.models.FlowRule) -> None:
        assert len(rule.bad) >= 2
        for text in rule.bad:
            found = [one for one in scan(text) if one.rule == rule.id]
            assert found, text
            assert found[0].cwe == rule.cwe
            assert "{" not in found[0].message

    def test_ids_are_unique(self) -> None:
        assert len({rule.id for rule in RULES}) == len(RULES)


FOLDER = "import os, re\nfrom pathlib import Path\nfrom acme.settings import FILES\nBASE = '/srv/files'\nROOT = Path('/srv/notes')\n"

NAMED_SAFELY = {
    "no name of a file": "def total(count):\n    return open(os.path.join(BASE, count)).read()",
    "a file that whoever calls it chose": "def parse(filename):\n    return open(filename).read()",
    "under a folder of the caller's": "def parse(folder, filename):\n    return open(os.path.join(folder, filename)).read()",
    "its last part": "def read_file(name):\n    return open(os.path.join(BASE, os.path.basename(name))).read()",
    "held to the folder": "def read_file(name):\n    path = (ROOT / name).resolve()\n    if not path.is_relative_to(ROOT):\n        raise ValueError\n    return path.read_text()",
    "a common path": "def read_file(name):\n    path = os.path.realpath(os.path.join(BASE, name))\n    if os.path.commonpath([BASE, path]) != BASE:\n        raise ValueError\n    return open(path).read()",
    "no way up": "def read_file(name):\n    if '..' in name:\n        raise ValueError\n    return open(os.path.join(BASE, name)).read()",
    "a function of the file's own": "def _read(name):\n    return open(os.path.join(BASE, name)).read()\nprint(_read('a.txt'))",
    "an argument of its own": "import subprocess\ndef show(user_input):\n    return subprocess.run(['file', '--', user_input])",
    "HTML of a parameter that may be anything": "def card(comment):\n    return f'<p>{comment}</p>'",
    "a function whose name nobody writes": f"def {'_read_' * 20_000}(path):\n    return open(os.path.join(BASE, path)).read()",
    "text without tags": "def card(user_comment):\n    return f'{user_comment} < 5'",
    "escaped": "import html\ndef card(user_comment):\n    return f'<p>{html.escape(user_comment)}</p>'",
    "a query beside its values": "def find(cursor, search_term):\n    cursor.execute('SELECT * FROM a WHERE b = ?', (search_term,))",
}

NAMED = {
    "joined": "def read_file(filename):\n    with open(os.path.join(BASE, filename)) as handle:\n        return handle.read()",
    "divided": "def note(name):\n    path = ROOT / name\n    return path.read_text()",
    "put in": "def save(name, data):\n    with open(f'{FILES}/{name}', 'wb') as handle:\n        handle.write(data)",
    "under a constant of another file": "def forget(filename):\n    os.remove(os.path.join(FILES, filename))",
    "under a setting": "def read_file(name):\n    return open(os.path.join(settings.MEDIA_ROOT, name)).read()",
    "under an item of the configuration": "def read_file(name):\n    return open(os.path.join(app.config['FILES'], name)).read()",
    "handed out from an object's folder": "class Store:\n    def download_file(self, name):\n        return open(os.path.join(self.base, name)).read()",
    "by way of a helper": "def _path(name):\n    return ROOT.joinpath(name)\ndef note(filename):\n    return _path(filename).read_text()",
    "a user's by its name": "def show(requested_path):\n    return open(requested_path).read()",
}

TOLD = {
    "code-injection": "def total(user_input):\n    return eval(user_input)",
    "command-injection": "import subprocess\ndef run(user_command):\n    return subprocess.check_output(user_command, shell=True)",
    "sql-injection": "def find(cursor, search_term):\n    cursor.execute('SELECT * FROM a WHERE b ' + search_term)",
    "ssrf": "import requests\ndef preview(user_url):\n    return requests.get(user_url, timeout=3).text",
    "regex-from-input": "import re\ndef find(user_pattern, text):\n    return re.search(user_pattern, text)",
    "xss": "def card(user_comment):\n    page = f'<p>{user_comment}</p>'\n    return page",
    "deserialization": "import pickle\ndef restore(user_data):\n    return pickle.loads(user_data)",
}


class TestNames:
    """What the name of a public function's parameter says of who fills it in."""

    @pytest.mark.parametrize("name", NAMED_SAFELY)
    def test_says_nothing_of(self, name: str) -> None:
        assert not [one for one in scan(FOLDER + NAMED_SAFELY[name]) if one.confidence >= Confidence.MEDIUM]

    @pytest.mark.parametrize("name", NAMED)
    def test_finds_the_name_of_a_file(self, name: str) -> None:
        found = [one.rule for one in scan(FOLDER + NAMED[name]) if one.confidence >= Confidence.MEDIUM]
        assert found == ["flow/path-traversal"]

    @pytest.mark.parametrize("rule", TOLD)
    def test_finds_what_users_fill_in(self, rule: str) -> None:
        found = [one.rule for one in scan(TOLD[rule]) if one.confidence >= Confidence.MEDIUM]
        assert found == [f"flow/{rule}"]


SAFE = {
    "a constant": "os.system('ls')",
    "another variable": "other = 'ls'; os.system(other)",
    "overwritten before": "name = 'ls'; os.system(name)",
    "a number": "os.system('kill %d' % int(name))",
    "formatted as a number": "os.system(f'kill {name:d}')",
    "its length": "os.system('head -c ' + str(len(name)))",
    "whether it begins so": "os.system('x' + str(name.startswith('a')))",
    "quoted": "os.system('ls ' + shlex.quote(name))",
    "an argument of its own": "subprocess.run(['ls', name])",
    "looked up in a fixed table": "os.system(KNOWN.get(name, 'ls'))",
    "indexed in a fixed table": "os.system(KNOWN[name])",
    "one of a fixed list": "if name in NAMES:\n    os.system(name)",
    "left if not one of a fixed list": "if name not in NAMES:\n    abort(400)\nos.system(name)",
    "returned if not one of a fixed list": "if name not in NAMES:\n    return 'no'\nos.system(name)",
    "equal to a constant": "if name == 'ls':\n    os.system(name)",
    "all of it digits": "if not name.isdigit():\n    return 'no'\nos.system('kill ' + name)",
    "a pattern matches all of it": "if not re.fullmatch('[a-z]+', name):\n    raise ValueError\nos.system('ls ' + name)",
    "a match that was kept": "ok = re.fullmatch('[a-z]+', name)\nif not ok:\n    raise ValueError\nos.system('ls ' + name)",
    "a match that is not None": "if re.fullmatch('[a-z]+', name) is None:\n    raise ValueError\nos.system('ls ' + name)",
    "checked by a function of that name": "validate_name(name)\nos.system('ls ' + name)",
    "allowed by a function of that name": "if not is_allowed(name):\n    abort(403)\nos.system('ls ' + name)",
    "cleaned by a function of that name": "os.system('ls ' + sanitize(name))",
    "asserted": "assert name in NAMES\nos.system(name)",
    "a choice of constants": "os.system('a' if name else 'b')",
    "the choice of a guard": "os.system(name if name in NAMES else 'ls')",
    "two tests at once": "if name and name in NAMES:\n    os.system(name)",
    "a literal case": "match name:\n    case 'ls':\n        os.system(name)",
    "tried as a number": "try:\n    int(name)\nexcept ValueError:\n    abort(400)\nos.system('kill ' + name)",
    "while it is fixed": "for one in NAMES:\n    os.system(one)",
    "a fixed item of a list": "parts = ['ls', name]\nos.system(parts[0])",
    "a fixed field of a dict": "parts = {'run': 'ls', 'name': name}\nos.system(parts['run'])",
    "a lambda's own parameter": "(lambda name: name)('ls')",
}

UNSAFE = {
    "as it came": "os.system(name)",
    "added to": "os.system('ls ' + name)",
    "formatted": "os.system('ls %s' % name)",
    "formatted with others": "os.system('ls %s %s' % ('-l', name))",
    "by format": "os.system('ls {}'.format(name))",
    "in an f-string": "os.system(f'ls {name}')",
    "joined": "os.system(' '.join(['ls', name]))",
    "through another variable": "other = name\nthird = other\nos.system(third)",
    "unpacked": "one, other = 'x', name\nos.system(other)",
    "starred": "one, *rest = ['x', name]\nos.system(rest)",
    "assigned in a test": "if (other := name):\n    os.system(other)",
    "added step by step": "text = 'ls'\ntext += ' '\ntext += name\nos.system(text)",
    "stripped": "os.system(name.strip().lower())",
    "decoded": "os.system(name.encode().decode())",
    "an item of a list": "parts = ['ls', name]\nos.system(parts[1])",
    "appended": "parts = ['ls']\nparts.append(name)\nos.system(' '.join(parts))",
    "put into a dict": "parts = {}\nparts['x'] = name\nos.system(parts['x'])",
    "a comprehension": "os.system(' '.join([one for one in [name]]))",
    "a loop": "text = ''\nfor one in name.split():\n    text = text + one\nos.system(text)",
    "a loop that carries it back": "one = two = ''\nfor _ in range(2):\n    os.system(two)\n    two = one\n    one = name",
    "a while": "while name:\n    os.system(name)\n    break",
    "one of two ways": "other = 'ls'\nif request.args:\n    other = name\nos.system(other)",
    "a guard of something else": "if other in NAMES:\n    os.system(name)",
    "a guard that does not stop": "if name not in NAMES:\n    print('no')\nos.system(name)",
    "a guard on the wrong side": "if name in NAMES:\n    return 'no'\nos.system(name)",
    "a guard that may not be asked": "if request.args or name in NAMES:\n    os.system(name)",
    "a list of its own": "if name in [name]:\n    os.system(name)",
    "with": "with wrap(name) as other:\n    os.system(other)",
    "try": "try:\n    other = name\nfinally:\n    pass\nos.system(other)",
    "except": "try:\n    risk()\nexcept ValueError:\n    os.system(name)",
    "an unknown function": "os.system(decorate(name))",
    "a match's name": "match name:\n    case other:\n        os.system(other)",
    "or": "os.system(name or 'ls')",
    "a default of the client's": "os.system(KNOWN.get('x', name))",
    "a shell of its own": "subprocess.run(['bash', '-c', name])",
    "the program": "subprocess.run([name, '-l'])",
    "an alias": "from os import system as go\ngo(name)",
    "a module's alias": "import subprocess as sp\nsp.run('ls ' + name, shell=True)",
    "a nested function": "def inner(text):\n    os.system(text)\ninner(name)",
    "a nested function's outer variable": "def inner():\n    os.system(name)\ninner()",
    "a lambda": "go = lambda: os.system(name)",
    "awaited": "os.system((yield name) or name)",
}


class TestShell:
    @pytest.mark.parametrize("body", SAFE.values(), ids=SAFE.keys())
    def test_is_safe(self, body: str) -> None:
        assert "command-injection" not in rules(handler(body))

    @pytest.mark.parametrize("body", UNSAFE.values(), ids=UNSAFE.keys())
    def test_is_unsafe(self, body: str) -> None:
        assert "command-injection" in rules(handler(body))


class TestPaths:
    @pytest.mark.parametrize(
        "body",
        [
            "open(os.path.basename(name))",
            "path = os.path.realpath(os.path.join('/x', name))\nif not path.startswith('/x/'):\n    abort(404)\nopen(path)",
            "if '..' in name or name.startswith('/'):\n    abort(404)\nopen('/x/' + name)",
            "path = (Path('/x') / name).resolve()\nif not path.is_relative_to('/x'):\n    abort(404)\nopen(path)",
            "path = (Path('/x') / name).resolve()\npath.relative_to('/x')\nopen(path)",
        ],
        ids=[
            "its last part",
            "begins with the folder",
            "no dots",
            "relative to the folder",
            "fails if it is not relative",
        ],
    )
    def test_that_stay_inside(self, body: str) -> None:
        assert "path-traversal" not in rules("from pathlib import Path\n" + handler(body))

    @pytest.mark.parametrize(
        "body",
        [
            "open('/x/' + name)",
            "open(os.path.join('/x', name))",
            "(Path('/x') / name).read_text()",
            "os.remove(f'/x/{name}')",
        ],
    )
    def test_that_lead_anywhere(self, body: str) -> None:
        assert "path-traversal" in rules("from pathlib import Path\n" + handler(body))


class TestAcrossFunctions:
    def test_a_parameter_that_a_helper_uses(self) -> None:
        text = handler("return run(name)") + "\ndef run(text):\n    return os.system('x ' + text)\n"
        (found,) = [one for one in scan(text) if one.confidence is Confidence.HIGH]
        assert found.span == Span(13, 13)
        assert "request.args (line 9" in found.message

    def test_what_a_helper_gives_back(self) -> None:
        text = handler("os.system(made(name))") + "\ndef made(text):\n    return 'x ' + text\n"
        assert rules(text) == ["command-injection"]

    def test_a_helper_that_gives_back_something_else(self) -> None:
        text = handler("os.system(made(name))") + "\ndef made(text):\n    return 'x' if text else 'y'\n"
        assert rules(text) == []

    def test_a_helper_that_makes_it_safe(self) -> None:
        text = handler("os.system(made(name))") + "\ndef made(text):\n    return 'x ' + shlex.quote(text)\n"
        assert rules(text) == []

    def test_a_helper_given_a_constant(self) -> None:
        text = handler("return _run('ls')") + "\ndef _run(text):\n    return os.system('x ' + text)\n"
        assert rules(text) == []

    def test_named_and_defaulted_arguments(self) -> None:
        text = handler("_run(b=name)") + "\ndef _run(a='x', *, b='y'):\n    os.system('x ' + b)\n"
        assert rules(text) == ["command-injection"]
        text = handler("_run(a=name)") + "\ndef _run(a='x', *, b='y'):\n    os.system('x ' + b)\n"
        assert rules(text) == []

    def test_through_an_object(self) -> None:
        text = handler("Shop(name).open()") + (
            "\nclass Shop:\n    def __init__(self, title):\n        self.title = title\n"
            "    def open(self):\n        os.system('x ' + self.title)\n"
        )
        assert "command-injection" in rules(text)

    def test_a_method_that_is_inherited(self) -> None:
        text = handler("Shop().open(name)") + (
            "\nclass Base:\n    def open(self, text):\n        os.system('x ' + text)\nclass Shop(Base):\n    pass\n"
        )
        assert [one for one in scan(text) if one.confidence is Confidence.HIGH]

    @pytest.mark.parametrize(
        "text", ["def f(x):\n    f(x + 'y')\n    eval(x)\n", "def a(x):\n    b(x)\ndef b(x):\n    a(x)\n    eval(x)\n"]
    )
    def test_recursion_ends(self, text: str) -> None:
        scan(text + handler("a(name)"))

    def test_a_private_function_is_its_callers_business(self) -> None:
        assert rules("import os\ndef _run(x):\n    os.system('a ' + x)\n") == []
        assert rules("import os\ndef run(x):\n    os.system('a ' + x)\n") == ["command-injection"]


class TestWhoCalls:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("from fastapi import FastAPI\napp = FastAPI()\n@app.get('/x')\ndef f(q: str):\n    eval(q)\n", Confidence.HIGH),
            ("from fastapi import FastAPI\napp = FastAPI()\n@app.get('/x')\ndef f(q: int):\n    eval(q)\n", None),
            ("from fastapi import Depends, FastAPI\napp = FastAPI()\n@app.get('/x')\ndef f(q=Depends(one)):\n    eval(q)\n", None),
            ("from flask.views import MethodView\nclass V(MethodView):\n    def get(self, q):\n        eval(q)\n", Confidence.HIGH),
            ("class V:\n    def get(self, q):\n        eval(q)\n", Confidence.LOW),
            ("def lambda_handler(event, context):\n    eval(event['q'])\n", Confidence.HIGH),
            ("import tornado.web\nclass V(tornado.web.RequestHandler):\n    def get(self):\n        eval(self.get_argument('q'))\n", Confidence.HIGH),
            ("from aiohttp import web\nasync def f(request):\n    eval((await request.post())['q'])\n", Confidence.HIGH),
            ("def f(req: Request):\n    eval(req.query_params['q'])\n", Confidence.HIGH),
            ("import sys\neval(sys.argv[1])\n", Confidence.LOW),
            ("eval(input())\n", Confidence.HIGH),
            ("cache = {}\ncache.get('/x')\ndef f(q):\n    eval(q)\n", Confidence.LOW),
        ],
        ids=["fastapi", "a number", "injected", "a view class", "no view class", "lambda", "tornado", "aiohttp", "annotated", "argv", "input", "nobody"],
    )  # fmt: skip
    def test_decides_how_sure_it_is(self, text: str, expected: Confidence | None) -> None:
        found = [one.confidence for one in scan(text) if one.rule == "flow/code-injection"]
        assert max(found, default=None) == expected


class TestOddFiles:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "def (",
            "eval(x",
            "\x00eval(x)",
            "x = " + "(" * 300 + "eval(1)" + ")" * 300,
            "eval(x)\n" + "if x: pass\n" + "elif x: pass\n" * 3_000,
            "eval(" + " + ".join(["x"] * 5_000) + ")",
            "eval(x)\n" + "x = x.y\n" * 5_000,
        ],
        ids=["empty", "broken", "torn", "a NUL", "parentheses", "elifs", "a long sum", "long"],
    )
    def test_crash_nothing(self, text: str) -> None:
        outcome = flow.scan(Source("a.py", text.encode(), text, "utf-8", "python"), SETTINGS)
        assert all(gap.reason for gap in outcome.gaps)

    def test_what_is_nested_too_deep_is_told(self) -> None:
        text = "eval(x)\n" + "".join(f"{' ' * depth}if x:\n" for depth in range(95)) + " " * 95 + "pass\n"
        flow.scan(Source("a.py", text.encode(), text, "utf-8", "python"), SETTINGS)
        chain = "eval(" + ".a()".join(["x"] * 1) + ".a()" * 900 + ")\n"
        outcome = flow.scan(Source("a.py", chain.encode(), chain, "utf-8", "python"), SETTINGS)
        assert outcome.gaps or not outcome.findings

    def test_loops_within_loops_take_no_power_of_two(self) -> None:
        depth = 18
        loops = "".join(f"{' ' * at} for v{at} in w{at}:\n{' ' * at}  w{at + 1} = v{at} + x\n" for at in range(depth))
        text = f"def f(x, w0):\n{loops}{' ' * depth} eval(v1)\n"
        ast.parse(text)
        assert not flow.scan(Source("a.py", text.encode(), text, "utf-8", "python"), SETTINGS).gaps

    def test_lone_carriage_returns_move_no_line(self) -> None:
        text = "import os\r\nfrom flask import request\rx = 1\r\ndef f():\r\n    os.system(request.args['q'])\r\n"
        (found,) = scan(text)
        assert found.span == Span(4, 4)


@pytest.mark.parametrize(
    "name", ["argparse", "ast", "typing", "subprocess", "inspect", "dataclasses", "shutil", "tarfile"]
)
def test_real_modules_are_read_to_their_end(name: str) -> None:
    text = Path(sysconfig.get_path("stdlib"), f"{name}.py").read_text("utf-8")
    scan(text + "\neval('1')\n", f"{name}.py")


NAMES = st.sampled_from(["a", "b", "request", "os", "self"])
EXPRESSIONS = st.recursive(
    NAMES | st.sampled_from(["1", "'t'", "None", "request.args['q']", "[]", "{}"]),
    lambda inner: st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("{}.{}".format, NAMES, NAMES),
        st.builds("{}({})".format, NAMES, inner),
        st.builds("eval({})".format, inner),
        st.builds("[{}, *{}]".format, inner, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("f'{{{}}}'".format, NAMES),
        st.builds("{}.format({})".format, NAMES, inner),
        st.builds("[{} for a in {} if {}]".format, inner, inner, inner),
        st.builds("(lambda a: {})({})".format, inner, inner),
        st.builds("(b := {})".format, inner),
    ),
    max_leaves=8,
)
STATEMENTS = st.one_of(
    st.builds("{} = {}".format, NAMES, EXPRESSIONS),
    st.builds("a, *b = {}".format, EXPRESSIONS),
    st.builds("a.b = {}".format, EXPRESSIONS),
    st.builds("b[{}] = {}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("b += {}".format, EXPRESSIONS),
    st.builds("if {}: a = {}\nelse: b = {}".format, EXPRESSIONS, EXPRESSIONS, EXPRESSIONS),
    st.builds("for a in {}: b = {}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("while {}: b = {}; break".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("try: a = {}\nexcept E as b: {}\nfinally: a".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("def a(b, *self, os={}): return {}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("class a(b):\n def os(self): self.b = {}; return {}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("with {} as a: {}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("match {}:\n case [a, *b]: {}\n case {{'x': a}}: {}".format, EXPRESSIONS, EXPRESSIONS, EXPRESSIONS),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(STATEMENTS, min_size=1, max_size=8).map("\n".join))
def test_any_program_is_read_and_twice_the_same(text: str) -> None:
    assert scan(text) == scan(text)


def test_a_file_without_any_watched_word_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "parse", lambda _text: pytest.fail("parsed"))
    assert scan("x = 1\nprint(x)\n") == ()


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            "@app.route('/page/<int:number>')\ndef page(number):\n    return open(f'pages/{number}.html').read()\n",
            id="a route that takes a number",
        ),
        pytest.param(
            "import zipfile\nfrom os.path import basename, join\n"
            "def unpack(path, base):\n"
            "    for name in zipfile.ZipFile(path).namelist():\n"
            "        open(join(base, basename(name)), 'wb')\n",
            id="the last part of a name in an archive",
        ),
        pytest.param(
            "from os.path import commonpath, join\nimport tarfile\n"
            "def unpack(path, base):\n"
            "    for name in tarfile.open(path).getnames():\n"
            "        target = join(base, name)\n"
            "        if commonpath([base, target]) != base:\n"
            "            raise ValueError(name)\n"
            "        open(target, 'wb')\n",
            id="a name in an archive that was compared with the folder",
        ),
        pytest.param(
            "from django.shortcuts import redirect\ndef stay(request):\n    return redirect(request.get_full_path())\n",
            id="a redirect to the same page",
        ),
        pytest.param(
            "from flask import redirect, request\ndef go():\n    return redirect('/users/' + request.args['name'])\n",
            id="a redirect within the site",
        ),
        pytest.param(
            "from sqlalchemy import select\nfrom flask import request\n"
            "def go(session):\n    return session.execute(narrowed(select(User), request.args['q']))\n",
            id="a query that an unknown function builds",
        ),
        pytest.param(
            "from flask import Flask\napp = Flask(__name__)\n@app.route('/')\ndef go():\n"
            "    try:\n        return work()\n    except NotOurs as error:\n        return f'no: {error}', 400\n",
            id="an error of one's own",
        ),
        pytest.param(
            "from tornado.web import RequestHandler\nclass Show(RequestHandler):\n"
            "    def get(self):\n        self.write({'name': self.get_argument('name')})\n",
            id="JSON of Tornado's",
        ),
        pytest.param("def put(store, n):\n    store.run('x = %d' % n)\n", id="a number"),
        pytest.param(
            "import os\nfrom cryptography.hazmat.primitives.ciphers.aead import AESGCM\n"
            "def hide(key, text):\n    return AESGCM(key).encrypt(os.urandom(12), text, None)\n",
            id="a fresh nonce",
        ),
    ],
)
def test_what_is_safe_stops_nobody(code: str) -> None:
    assert [one.rule for one in scan(code) if one.confidence >= Confidence.MEDIUM] == []


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        pytest.param(
            "from http.server import BaseHTTPRequestHandler\n"
            "class Handler(BaseHTTPRequestHandler):\n"
            "    def do_GET(self):\n        self.wfile.write(b'<p>' + self.path.encode())\n",
            "xss",
            id="a path of http.server's",
        ),
        pytest.param(
            "from tornado.web import RequestHandler\nclass Show(RequestHandler):\n"
            "    def get(self):\n        self.write('<p>' + self.get_argument('name'))\n",
            "xss",
            id="a page of Tornado's",
        ),
        pytest.param(
            "import requests\nfrom flask import request\ndef go():\n    url = request.args['url']\n"
            "    if url.startswith('https://'):\n        return requests.get(url).text\n",
            "ssrf",
            id="a test of the scheme alone",
        ),
        pytest.param(
            "def find(db, names):\n    db.run('SELECT a FROM b WHERE c IN (' + ','.join(names) + ')')\n",
            "sql-text",
            id="values that are joined",
        ),
        pytest.param(
            "from fastapi import FastAPI\nfrom fastapi.responses import HTMLResponse\napp = FastAPI()\n"
            "@app.get('/', response_class=HTMLResponse)\ndef hello(name: str):\n    return f'<p>{name}</p>'\n",
            "xss",
            id="a page of FastAPI's",
        ),
        pytest.param(
            "import zipfile\ndef unpack(path, base):\n    for name in zipfile.ZipFile(path).namelist():\n"
            "        open(f'{base}/{name}', 'wb')\n",
            "path-traversal",
            id="a name in an archive",
        ),
        pytest.param(
            "def find(db, name):\n    query = 'SELECT a FROM b WHERE c = '\n    query += name\n    db.run(query)\n",
            "sql-text",
            id="a query that grows",
        ),
        pytest.param(
            "from django.utils.safestring import mark_safe\ndef bold(text):\n    return mark_safe('<b>' + text + '</b>')\n",
            "xss",
            id="a page's piece that is called safe",
        ),
        pytest.param(
            "import subprocess\ndef run(line):\n    subprocess.run(['sh', '-c', line])\n",
            "command-injection",
            id="sh -c",
        ),
        pytest.param(
            "import hashlib\nSALT = b'always the same'\ndef derive(word):\n"
            "    return hashlib.pbkdf2_hmac('sha256', word, SALT, 600_000)\n",
            "fixed-nonce",
            id="a salt that is written out",
        ),
        pytest.param(
            "@app.route('/page/<name>')\ndef page(name):\n    return open('pages/' + name).read()\n",
            "path-traversal",
            id="a fragment without imports",
        ),
    ],
)
def test_what_is_not_is_found(code: str, rule: str) -> None:
    assert f"flow/{rule}" in [one.rule for one in scan(code) if one.confidence >= Confidence.MEDIUM]


def test_a_key_that_is_written_out_is_hidden() -> None:
    (found,) = scan("import jwt\ntoken = jwt.encode({}, 'keep this secret', algorithm='HS256')\n")
    assert (found.rule, found.kind) == ("flow/hard-coded-key", "secret")
    assert (2, 23, 41) in found.masks
