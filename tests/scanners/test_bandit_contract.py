"""Our way of running Bandit against the real command: the same tests, and the same results."""

from __future__ import annotations

import ast
import collections
import json
import subprocess
import sys
import sysconfig
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from aigate.model import Confidence, Severity
from aigate.scanners import Settings, bandit, bandit_engine, bandit_rules, statements
from aigate.scanners.bandit_engine import Walk
from aigate.scanners.content import decode

MANY = '''\
import cgi, ftplib, os, pickle, random, subprocess, telnetlib, xmlrpc.client
import xml.etree.ElementTree as ET, xml.sax, xml.dom.minidom, xml.dom.pulldom, xml.dom.expatbuilder
import hashlib, marshal, ssl, tempfile, tarfile, logging.config, urllib.request, yaml, requests, httpx
from Crypto.Cipher import ARC4, DES
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.modes import ECB
from django.utils.safestring import mark_safe
from django.db.models.expressions import RawSQL
from flask import Flask
from jinja2 import Environment
from mako.template import Template
from markupsafe import Markup
from paramiko import client
from pysnmp.hlapi import CommunityData, UsmUserData
from wsgiref.handlers import CGIHandler
import pyghmi, torch, paramiko
from transformers import AutoModel

app = Flask(__name__)
PASSWORD = "hunter2x"
HOST = "0.0.0.0"
TMP = "/tmp/known"
app.run(debug=True)


class Model:
    token = "hunter3y"

    def login(self, user, password="hunter4z", *, key=None):
        assert user
        if password == "hunter5a":
            exec(user)
        return connect(
            user,
            password="hunter6b",
        )

    async def later(self, password="hunter7c"):
        os.chmod("/etc/x", 0o777)

    def query(self, cursor, name):
        cursor.execute("SELECT * FROM t WHERE n = '%s'" % name)
        cursor.execute(f"""
            DELETE FROM t
            WHERE n = {name}
        """)
        q = "INSERT INTO t VALUES (" + name + ")"
        User.objects.extra(select={"x": name}, where=[name])
        return RawSQL(name)


def dangers(x, config={"password": "hunter8d", "a": 1}):
    try:
        pickle.loads(x)
        marshal.loads(x)
        eval(x)
    except Exception:
        pass
    for y in x:
        try:
            tempfile.mktemp()
        except Exception:
            continue
    hashlib.md5(x)
    hashlib.new("sha1", x)
    ARC4.new(x)
    DES.new(x)
    ECB()
    random.random()
    telnetlib.Telnet(x)
    ftplib.FTP(x)
    ET.parse(x)
    xml.sax.parseString(x, y)
    xml.dom.minidom.parseString(x)
    xml.dom.pulldom.parseString(x)
    xml.dom.expatbuilder.parse(x)
    mark_safe("<b>" + x)
    Markup(f"<b>{x}")
    urllib.request.urlopen(x)
    ssl._create_unverified_context()
    ssl.wrap_socket(ssl_version=ssl.PROTOCOL_SSLv3)
    ssl.wrap_socket()
    rsa.generate_private_key(key_size=1024)
    rsa.generate_private_key(65537, 512)
    yaml.load(x)
    requests.get(x, verify=False)
    requests.post(x)
    httpx.get(x, timeout=None)
    Environment(autoescape=False)
    Template("hi")
    c = client.SSHClient()
    c.set_missing_host_key_policy(client.AutoAddPolicy)
    c.exec_command(x)
    CommunityData("public", mpModel=0)
    UsmUserData("name")
    tarfile.open(x).extractall()
    tarfile.open(x).extractall(members=x)
    logging.config.listen(9999)
    torch.load(x)
    AutoModel.from_pretrained("org/model")
    subprocess.Popen(
        "ls " + x,
        shell=True,
    )
    subprocess.run("ls", shell=True)
    subprocess.run(["ls", x])
    subprocess.call("rm *", shell=True)
    os.system("ls " + x)
    os.system("chown x *")
    os.execl(x, y)
    os.spawnl("ls")
    thing(shell=True)
    __import__("telnetlib")
    importlib.import_module("pickle")
    d = {}
    d["secret"] = "hunter9e"


def bad_default(version=ssl.PROTOCOL_SSLv2):
    s = "\\u202e"
    return b"0.0.0.0"
'''


def described(issue: dict[str, Any]) -> tuple[object, ...]:
    return (
        issue["test_id"],
        issue["test_name"],
        issue["line_number"],
        tuple(issue["line_range"]),
        issue["col_offset"],
        issue["end_col_offset"],
        issue["issue_severity"],
        issue["issue_confidence"],
        issue["issue_text"],
        issue["issue_cwe"].get("id"),
    )


def stock(*files: Path) -> dict[str, collections.Counter[tuple[object, ...]]]:
    command = [sys.executable, "-m", "bandit", "-q", "-f", "json", "--ignore-nosec", *map(str, files)]
    done = subprocess.run(command, capture_output=True, check=False)
    found = json.loads(done.stdout)
    assert not found["errors"]
    by_file: dict[str, collections.Counter[tuple[object, ...]]] = collections.defaultdict(collections.Counter)
    for issue in found["results"]:
        if issue["test_id"] != bandit_rules.BIDI:
            by_file[issue["filename"]][described(issue)] += 1
    return by_file


def ours(data: bytes) -> collections.Counter[tuple[object, ...]]:
    seen = Walk([], [], [])
    bandit_engine.walk(statements.read(data), seen)
    assert not seen.failures
    return collections.Counter(described(hit.issue.as_dict(with_code=False)) for hit in seen.hits)


def test_same_results_on_a_file_full_of_weaknesses(tmp_path: Path) -> None:
    file = tmp_path / "many.py"
    file.write_text(MANY, encoding="utf-8")
    expected = stock(file)[str(file)]
    assert len({row[0] for row in expected}) >= 60
    assert ours(MANY.encode()) == expected


def test_same_results_on_real_code() -> None:
    library = Path(sysconfig.get_path("stdlib"))
    names = (
        "subprocess.py",
        "tarfile.py",
        "smtplib.py",
        "logging/config.py",
        "pdb.py",
        "getpass.py",
        "ast.py",
        "imaplib.py",
    )
    files = [library / name for name in names]
    expected = stock(*files)
    assert sum(map(len, expected.values())) > 30
    for file in files:
        assert ours(file.read_bytes()) == expected[str(file)], file.name


def test_bidirectional_characters_as_the_original_tells_the_first(tmp_path: Path) -> None:
    text = "a = 1\nb = '\u202e'\n"
    file = tmp_path / "bidi.py"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "bandit", "-q", "-f", "json", str(file)]
    (issue,) = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)["results"]
    source = decode("bidi.py", text.encode())
    assert source is not None
    (finding,) = bandit.scan(source, Settings(rules=None)).findings  # type: ignore[arg-type]
    assert (finding.rule, finding.anchor) == (f"bandit/{issue['test_id']}", issue["line_number"])
    assert (finding.severity, finding.confidence) == (
        Severity[issue["issue_severity"]],
        Confidence[issue["issue_confidence"]],
    )


@pytest.mark.parametrize(
    ("group", "table"), [("bandit.plugins", bandit_engine.PLUGINS), ("bandit.blacklists", bandit_engine.BLACKLISTS)]
)
def test_tables_are_what_the_package_declares(group: str, table: dict[str, str]) -> None:
    declared = {
        entry.name: entry.value
        for entry in metadata.entry_points(group=group)
        if entry.dist and entry.dist.name == "bandit"
    }
    assert table == declared


# The tests whose weakness has a better name in CWE than Bandit's, and those that are less sure than it says.
CLASSED = frozenset(
    ["B102", "B201", "B307", "B310", "B313", "B314", "B315", "B316", "B317", "B318", "B319", "B411", "B506", "B701"]
)
LOWERED = frozenset(
    [
        "B108",
        "B302",
        "B308",
        "B310",
        "B313",
        "B314",
        "B315",
        "B316",
        "B317",
        "B318",
        "B319",
        "B402",
        "B411",
        "B413",
        "B503",
        "B601",
        "B610",
        "B611",
        "B703",
        "B704",
    ]
)


def test_there_are_words_for_every_test_and_they_agree_with_it() -> None:
    bandit_engine.load()
    manager = bandit_engine._core("extension_loader").MANAGER
    assert bandit_rules.WORDS.keys() == manager.plugins_by_id.keys() | manager.blacklist_by_id.keys()
    gravest: dict[str, tuple[Severity, Confidence]] = {}
    seen = Walk([], [], [])
    bandit_engine.walk(ast.parse(MANY), seen)
    for hit in seen.hits:
        issue = hit.issue
        info = bandit_rules.info(issue.test_id)
        assert (info.cwe == f"CWE-{issue.cwe.id}") is (issue.test_id not in CLASSED), issue.test_id
        ranks = (Severity[issue.severity], Confidence[issue.confidence])
        before = gravest.get(issue.test_id, ranks)
        gravest[issue.test_id] = (max(before[0], ranks[0]), max(before[1], ranks[1]))
    for test, ranks in gravest.items():
        info = bandit_rules.info(test)
        assert (ranks[0] <= info.severity and ranks[1] <= info.confidence) is (test not in LOWERED), test
