"""What is used directly though a wrapper is to be used instead: by its full name, however it was imported."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigate.config import Wrapper, WrapperLanguage
from aigate.model import Confidence, Severity, Source
from aigate.rules.loader import load
from aigate.scanners import Outcome, Settings, wrappers
from aigate.scanners.imported import LANGUAGES

NOTHING: list[int] = []
CASES = [
    # (language, what is replaced, text, lines that are told)
    ("python", "requests", "from acme import requests\nrequests.get(u)\n", NOTHING),
    ("python", "requests", "import myrequests\nx.requests.get(1)\nf(requests=1)\n", NOTHING),
    ("python", "requests", "from . import requests\nrequests.get()\n", NOTHING),
    ("python", "requests", "import requests_mock\nrequests_mock.get()\n", NOTHING),
    ("python", "requests", "# requests\ntext = 'import requests'\n", NOTHING),
    ("python", "requests.get", "import requests\nrequests.post(u)\n", NOTHING),
    ("python", "requests.get", "import requests\nrequests.getter(u)\n", NOTHING),
    ("python", "requests", "def f(requests):\n    pass\n", NOTHING),
    ("python", "requests", "import requests\nrequests.get(u)\nx = requests.Session()\n", [2, 3]),
    ("python", "requests", "import requests as r\n\nr.get(u)\n", [3]),
    ("python", "requests", "from requests import get as g\ng(u)\n", [2]),
    ("python", "requests", "from requests import get\n", [1]),
    ("python", "requests", "from requests import *\nget(u)\n", [1]),
    ("python", "requests", "import requests.adapters\nrequests.adapters.X()\n", [2]),
    ("python", "requests", "try:\n    import requests\nexcept ImportError:\n    requests = None\n", [2]),
    ("python", "requests", "import requests as r\nr = None\nr.get(u)\n", [3]),
    ("python", "requests", "import_module('requests_mock')\n", NOTHING),
    ("python", "requests", "__import__('requests').get(u)\n", [1]),
    ("python", "requests.get", "import importlib\nimportlib.import_module('requests').get(u)\n", [2]),
    ("python", "os.path.join", "from os import *\npath.join(a)\n", [2]),
    ("python", "requests.get", "import requests\nf = requests.get\n", [2]),
    ("python", "requests.get", "from requests import *\nget(u)\n", [2]),
    ("python", "os.system", "import os, sys\nos.system(c); os.system(d)\n", [2]),
    ("javascript", "axios", "const axios = require('./axios'); axios.get();\n", NOTHING),
    ("javascript", "axios", "const a = { axios: 1 }; a.axios(2);\n", NOTHING),
    ("javascript", "child_process.exec", "const cp = require('child_process'); cp.execFile(c);\n", NOTHING),
    ("javascript", "axios", "import axios from 'axios';\naxios.get(u);\naxios(u);\n", [2, 3]),
    ("javascript", "axios", "import {get as g} from 'axios';\ng(u);\n", [2]),
    ("javascript", "axios", "const {get} = require('axios');\nget(u);\n", [2]),
    ("javascript", "axios", "require('axios').get(u);\n", [1]),
    ("javascript", "axios", "import 'axios';\n", [1]),
    ("javascript", "axios", "export {get} from 'axios';\n", [1]),
    ("javascript", "axios", "import a from 'axios';\na.get(u);\nexport {get} from 'axios';\n", [2, 3]),
    (
        "javascript",
        "axios",
        "const a = require('axios');\na.get(u);\nexport * from 'axios';\nexport * as b from 'axios';\n",
        [2, 3, 4],
    ),
    ("javascript", "axios.get", "export {post, get as fetchIt} from 'axios';\n", [1]),
    ("javascript", "axios.get", "export {post} from 'axios';\n", NOTHING),
    ("typescript", "axios", "export { default } from 'axios';\n", [1]),
    ("javascript", "axios", "let a = require('axios');\na = null;\n", [1]),
    ("javascript", "axios", "const {get} = await import('axios');\nget(u);\n", [1]),
    ("javascript", "lodash", "import fp from 'lodash/fp';\nfp.map(f);\n", [2]),
    (
        "javascript",
        "child_process.exec",
        "import * as cp from 'node:child_process';\ncp.exec(c);\ncp.execFile(c);\n",
        [2],
    ),
    ("javascript", "node:child_process.exec", "const { exec: run } = require('child_process');\nrun(c);\n", [2]),
    ("typescript", "axios", "import axios from 'axios';\nlet c: axios.Client;\n", [2]),
    ("typescript", "fs", "import fs = require('fs');\nfs.rmSync(p);\n", [2]),
    ("tsx", "axios", "import axios from 'axios';\nconst a = <p>{axios.get(u)}</p>;\n", [2]),
    ("go", "net/http.Get", 'package m\nimport "net/http"\nfunc f() { http.Post(u) }\n', NOTHING),
    ("go", "crypto/md5", 'package m\nimport "acme/crypto/md5"\nfunc f() { md5.New() }\n', NOTHING),
    ("go", "net/http.Get", 'package m\nimport h "net/http"\nfunc f() { h.Get(u); h.Post(u) }\n', [3]),
    ("go", "crypto/md5", 'package m\nimport (\n\t"crypto/md5"\n)\nfunc f() {\n\tmd5.New()\n}\n', [6]),
    ("go", "crypto/md5", 'package m\nimport _ "crypto/md5"\n', [2]),
    ("go", "math/rand", 'package m\nimport "math/rand/v2"\nfunc f() { rand.Int() }\n', [3]),
    ("go", "net/http.Client", 'package m\nimport "net/http"\nvar c http.Client\n', [3]),
    ("java", "java.util.Random", "import acme.Random;\nclass A {\n  Random r = new Random();\n}\n", NOTHING),
    ("java", "java.util.Random", "import java.util.Random;\nclass A {\n  Random r = new Random();\n}\n", [3]),
    ("java", "java.util.Random", "import java.util.*;\nclass A {\n  Object r = new Random();\n}\n", [3]),
    ("java", "java.util.Random", "class A {\n  java.util.Random r;\n}\n", [2]),
    ("java", "java.lang.Math.random", "import static java.lang.Math.random;\nclass A { double r = random(); }\n", [2]),
    ("java", "java.lang.Math.random", "class A { double r = Math.random(); }\n", [1]),
    ("java", "java.lang.Math.random", "import static java.lang.Math.*;\nclass A { double r = random(); }\n", [2]),
    ("java", "java.lang.Math.random", "import acme.Math;\nclass A { double r = Math.random(); }\n", NOTHING),
    ("java", "java.util.Random", "import acme.Random;\nimport java.util.*;\nclass A { Random r; }\n", NOTHING),
    ("go", "net/http.Get", 'package m\nimport . "net/http"\nfunc f() { Get(u) }\n', [3]),
    ("go", "net/http.Get", "package m\nfunc Get() {}\nfunc f() { Get() }\n", NOTHING),
    (
        "java",
        "java.security.MessageDigest.getInstance",
        'import java.security.MessageDigest;\nclass A {\n  Object r = MessageDigest.getInstance("MD5");\n}\n',
        [3],
    ),
]


def scan(text: str, language: str, *configured: Wrapper, path: str = "src/a", **loading: object) -> Outcome:
    rules = load((), wrappers=configured, **loading)  # type: ignore[arg-type]
    return wrappers.scan(Source(path, text.encode(), text, "utf-8", language), Settings(rules))


@pytest.mark.parametrize(("language", "replaced", "text", "lines"), CASES)
def test_names_are_known_however_they_came(language: str, replaced: str, text: str, lines: list[int]) -> None:
    outcome = scan(text, language, Wrapper(replaced, "acme.thing"))
    assert [finding.span.start for finding in outcome.findings] == lines
    assert outcome.gaps == ()


def test_a_finding_says_what_to_use() -> None:
    text = "import requests\nrequests.get(u)\n"
    (finding,) = scan(text, "python", Wrapper("requests", "acme.http")).findings
    assert (finding.rule, finding.severity, finding.confidence) == (
        "wrapper/requests",
        Severity.MEDIUM,
        Confidence.HIGH,
    )
    assert finding.message == "requests is used directly; here it goes through acme.http."
    assert finding.hint == "Use acme.http."
    assert finding.columns == (0, len("requests.get"))
    (finding,) = scan(text, "python", Wrapper("requests", "acme.http", message="No.")).findings
    assert finding.message == "No."


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"path": "acme/http.py"}, id="a path that is excepted"),
        pytest.param({"language": "ruby"}, id="a language whose imports are not known"),
        pytest.param({"disable": ["wrapper/requests"]}, id="a rule that is switched off"),
        pytest.param({"only": (WrapperLanguage.JAVASCRIPT,)}, id="a wrapper for another language"),
    ],
)
def test_nothing_is_told_of(change: dict[str, object]) -> None:
    change = {"language": "python", **change}
    only = change.pop("only", ())
    wrapper = Wrapper("requests", "acme.http", ("acme/http.py",), languages=only)  # type: ignore[arg-type]
    text = "import requests\nrequests.get(u)\n"
    source = Source("a", b"", text, "utf-8", str(change["language"]))
    assert not wrappers.accepts(source) or not scan(text, str(change.pop("language")), wrapper, **change).findings  # type: ignore[arg-type]


def test_the_severity_is_the_configurations() -> None:
    found = scan("import os\nos.system(c)\n", "python", Wrapper("os", "acme.os"), severity={"wrapper/os": Severity.LOW})
    assert [one.severity for one in found.findings] == [Severity.LOW]
    (info,) = wrappers.rules(
        Settings(load((), severity={"wrapper/os": Severity.LOW}, wrappers=[Wrapper("os", "acme.os")]))
    )
    assert (info.id, info.severity, info.languages) == ("wrapper/os", Severity.LOW, LANGUAGES)


def test_the_digest_knows_the_wrappers() -> None:
    digests = {load((), wrappers=some).digest for some in ([], [Wrapper("a", "b")], [Wrapper("a", "c")])}
    assert len(digests) == 3


def test_what_the_parser_cannot_take_is_told() -> None:
    outcome = scan(
        "import requests\nx = " + "f(" * 400 + "1" + ")" * 400 + "\n", "python", Wrapper("requests", "acme.http")
    )
    assert [gap.reason for gap in outcome.gaps] == ["nested deeper than 200 levels"]


@settings(max_examples=60)
@given(st.text(alphabet="importeqs .,*(){}'\"\n=fas:/", max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_is_read(text: str, language: str) -> None:
    outcome = scan(text + "\nrequests", language, Wrapper("requests", "acme.http"))
    lines = text.count("\n") + 2
    assert all(1 <= finding.span.start <= finding.span.end <= lines for finding in outcome.findings)


def test_adoption_counts_both_sides_and_no_excepted_file() -> None:
    one = Wrapper("requests", "acme.http", ("acme/http.py",))
    text = "import requests\nfrom acme import http\nhttp.get(u)\nhttp.get(v)\nrequests.get(w)\n"
    for path, expected in (("a.py", [(2, 1)]), ("acme/http.py", [])):
        found = wrappers.adoption(Source(path, b"", text, "utf-8", "python"), [one])
        assert [(uses.uses, uses.others) for _, uses in found] == expected
