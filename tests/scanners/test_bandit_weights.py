"""What Bandit is sure of, and what the code around shows to be harmless."""

from __future__ import annotations

import pytest

from aigate.model import Confidence, Source
from aigate.rules.loader import load
from aigate.scanners import Settings, bandit

SETTINGS = Settings(load())


def confidence(text: str, test: str) -> Confidence:
    outcome = bandit.scan(Source("app.py", text.encode(), text, "utf-8", "python"), SETTINGS)
    (found,) = [one for one in outcome.findings if one.rule == f"bandit/{test}"]
    return found.confidence


@pytest.mark.parametrize(
    ("text", "test"),
    [
        pytest.param("import os\nos.chmod(tool, 0o755)\n", "B103", id="a program that all may run"),
        pytest.param("exec(open('pkg/_version.py').read())\n", "B102", id="exec of a file of one's own"),
        pytest.param("import hashlib\nhashlib.sha1(key + GUID)\n", "B324", id="the digest of a handshake"),
        pytest.param("exec(code, module.__dict__)\n", "B102", id="exec in a module's name space"),
        pytest.param("eval('1 + 1')\n", "B307", id="eval of a fixed text"),
        pytest.param("eval(text, globals(), self.scope)\n", "B307", id="eval in an interpreter"),
        pytest.param("import yaml\nyaml.load(text, Loader=OurLoader)\n", "B506", id="a loader of one's own"),
        pytest.param(
            "import pickle\npickle.dump(a, f)\nb = pickle.load(f)\n", "B301", id="what the file itself has pickled"
        ),
        pytest.param("if host in ('0.0.0.0', '::'):\n    pass\n", "B104", id="an address of several"),
        pytest.param("remote_addr = '0.0.0.0'\n", "B104", id="somebody else's address"),
        pytest.param("if host == '0.0.0.0':\n    pass\n", "B104", id="an address that is compared"),
        pytest.param("import zipfile, tarfile\nzip_file.extractall(folder)\n", "B202", id="a zip file"),
        pytest.param(
            "import hashlib\ndef cache_key(url):\n    return hashlib.md5(url).hexdigest()\n", "B324", id="a cache"
        ),
        pytest.param("import hashlib\netag = hashlib.sha1(body).hexdigest()\n", "B324", id="an entity tag"),
        pytest.param("def f(c, t):\n    c.execute('SELECT count(*) FROM %s' % t)\n", "B608", id="a table's name"),
        pytest.param("from Crypto.Cipher import AES\n", "B413", id="a package that two projects share a name for"),
    ],
)
def test_what_is_harmless_stops_nobody(text: str, test: str) -> None:
    assert confidence(text, test) is Confidence.LOW


@pytest.mark.parametrize(
    ("text", "test"),
    [
        pytest.param("exec(code)\n", "B102", id="exec"),
        pytest.param("import os\nos.chmod(tool, 0o777)\n", "B103", id="a program that all may change"),
        pytest.param("exec(open(name).read())\n", "B102", id="exec of any file"),
        pytest.param("exec(fetch('a.py').read())\n", "B102", id="exec of what is fetched"),
        pytest.param("eval(text, {'__builtins__': {}})\n", "B307", id="eval in what is no sandbox"),
        pytest.param(
            "import yaml\nyaml.load(text, Loader=yaml.Loader)\n", "B506", id="the loader that builds anything"
        ),
        pytest.param("server.bind(('0.0.0.0', 80))\n", "B104", id="an address to listen on"),
        pytest.param("import pickle\nb = pickle.load(f)\n", "B301", id="what somebody has pickled"),
        pytest.param("import tarfile\narchive.extractall(folder)\n", "B202", id="a tar file"),
        pytest.param("import hashlib\nhashlib.md5(password).hexdigest()\n", "B324", id="a password"),
        pytest.param("def f(c, n):\n    c.execute('SELECT a FROM b WHERE c = %s' % n)\n", "B608", id="a value"),
        pytest.param(
            "def f(c, n):\n    c.execute('SELECT a FROM b WHERE c = ' + n)\n", "B608", id="a value that is added"
        ),
    ],
)
def test_what_is_not_still_does(text: str, test: str) -> None:
    assert confidence(text, test) >= Confidence.MEDIUM
