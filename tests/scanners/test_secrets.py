"""Secrets in a file: found on every line, told with their columns, and with nothing of their value."""

from __future__ import annotations

import base64
import random
import string
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.lines import Lines, Span
from aigate.model import Confidence, Finding, Severity
from aigate.scanners import Outcome, Settings, secrets
from aigate.scanners.content import decode
from aigate.scanners.secret_detectors import EVERY

SETTINGS = Settings(rules=None)  # type: ignore[arg-type]  # no rule is asked for here

AWS = "AKIA" + "Z7XQ2M4P6R8T0V1B"
GITHUB = "ghp" + "_" + "a1B2c3D4e5F6" * 3
STRIPE = "sk" + "_live_" + "4eC39HqLyjWDarjtT1zdp7dcExtra"
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"
BASE64 = "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MEFCQ0RFRg"
JWT = "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0" + ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV"
CERTIFICATE = base64.b64encode(
    b"-----BEGIN CERTIFICATE-----\nMIIDSzCCAjOgAwIBAgIIcxWfiFVzuYIwDQYJKoZIhvcNAQELBQAw"
).decode()
BEGIN, END = "-----BEGIN RSA " + "PRIVATE KEY-----", "-----END RSA " + "PRIVATE KEY-----"
BODY = "MIIEowIBAAKCAQEAfakefakefakefakefakefakefake"


def outcome(content: str | bytes, path: str = "app.py") -> Outcome:
    source = decode(path, content if isinstance(content, bytes) else content.encode())
    assert source is not None
    return secrets.scan(source, SETTINGS)


def scan(content: str | bytes, path: str = "app.py") -> tuple[Finding, ...]:
    found = outcome(content, path)
    assert not found.gaps
    return found.findings


def told(content: str | bytes, path: str = "app.py") -> list[tuple[int, str, str]]:
    return [(f.line, f.rule.removeprefix("secrets/"), str(f.confidence)) for f in scan(content, path)]


def shown(content: str, path: str = "app.py") -> list[str]:
    """What the columns of each finding hold."""
    lines = content.split("\n")
    return [lines[f.line - 1][f.columns[0] : f.columns[1]] for f in scan(content, path) if f.columns]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param("a.py", "password = os.environ['DB_PASSWORD']", id="read from the environment"),
        pytest.param("a.py", "secret = get_secret('name')", id="read from a store"),
        pytest.param("a.py", "def f(password: str, token=None): ...", id="parameters"),
        pytest.param("a.py", "password = ''", id="nothing"),
        pytest.param("a.py", "password = '{password}'", id="a template"),
        pytest.param("a.py", "password = '<password>'", id="a placeholder in angle brackets"),
        pytest.param("a.py", "password = '${PASSWORD}'", id="a variable of the shell"),
        pytest.param("a.py", "password = '********'", id="asterisks"),
        pytest.param("a.py", "secret_id = 'x81kdl2la'", id="an identifier"),
        pytest.param("a.py", "password = 'false'", id="a switch"),
        pytest.param("a.py", "x = '123e4567-e89b-12d3-a456-426614174000'", id="a UUID"),
        pytest.param("a.py", "x = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'", id="an alphabet"),
        pytest.param("a.py", "url = f'postgres://{user}:{password}@{host}/db'", id="a URL made of variables"),
        pytest.param("a.py", "host = '8.8.8.8'", id="a public address"),
        pytest.param("a.go", "password := cfg.Password", id="an expression in Go"),
        pytest.param("a.go", "password := getPassword(ctx)", id="a call in Go"),
        pytest.param("a.toml", "password = 1234", id="a number in TOML"),
        pytest.param("a.yml", "password: ${{ secrets.PASSWORD }}", id="a secret of the CI's"),
        pytest.param("a.yml", "password: {{ .Values.password }}", id="a template in YAML"),
        pytest.param("a.ini", "password = get_password()", id="a call in a configuration"),
        pytest.param("a.sh", "PASSWORD=$1", id="an argument of a script"),
        pytest.param("a.sh", 'PASSWORD="$(pass show db)"', id="the output of a command"),
        pytest.param("a.sh", "TOKEN=`cat token`", id="the same in backticks"),
        pytest.param("Dockerfile", "ARG API_KEY", id="a build argument"),
        pytest.param(".env", "API_KEY=", id="an empty variable"),
        pytest.param("README.md", "the password = what you chose", id="prose"),
        pytest.param("a.txt", "password: see the wiki", id="a note"),
        pytest.param("a.py", "check(name='me', password=params['password'])", id="a form's field"),
        pytest.param("a.py", "url = 'host=db;password=' + password", id="a connection string that is put together"),
        pytest.param("a.py", "dsn = f'host=db;password={password};port=1'", id="a connection string with a variable"),
        pytest.param("a.py", "token = os.environ.get('API_TOKEN', '')", id="an empty default"),
        pytest.param("a.py", "token = 'access_token_kind'", id="a token that is a word"),
    ],
)
def test_clean(path: str, line: str) -> None:
    assert told(line + "\n", path) == []


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param("a.py", "password_label = 'Enter your password'", id="a label"),
        pytest.param("a.py", "PASSWORD_FIELD = 'password_field'", id="the name of a field"),
        pytest.param("a.py", "password = 'Please enter it here again'", id="a sentence"),
        pytest.param("a.py", "secret_path = '/run/secrets/db'", id="a path"),
        pytest.param("a.py", "api_key = 'your-api-key-here'", id="a placeholder"),
        pytest.param("a.py", "api_key = 'xxxxxxxxxxxx'", id="crosses"),
        pytest.param("a.yml", "secretName: my-tls", id="the name of a secret"),
        pytest.param(".env.example", "SMTP_PASSWORD=hunter2x", id="a file that shows what to fill in"),
        pytest.param("config.example.py", "password = 'hunter2x'", id="the same, by another name"),
        pytest.param("a.py", f'FONT = """\nAABBcc00112233ddEEff99{AWS}aB\n"""', id="the middle of an encoded text"),
        pytest.param("a.py", "key = 'AKIA" + "Z7XQ2M4P6EXAMPLE'", id="the key of a provider's documentation"),
        pytest.param("a.py", "t = 'ghp" + "_" + "x" * 36 + "'", id="a token made of crosses"),
        pytest.param("a.py", "api_key = 'dummy-value-of-ours'", id="a key that says it is fake"),
        pytest.param("a.py", "{'make_private_key': 'XYq'}", id="three letters"),
        pytest.param("a.yml", "existingSecret: my-tls", id="a secret that is elsewhere"),
        pytest.param("values.yaml", "auth:\n  passwordKey: admin-password", id="which entry of a secret holds it"),
        pytest.param("values.yaml", "configFromSecret: prometheus-config", id="the secret that a file comes from"),
        pytest.param("a.yml", f"ca_secret: {CERTIFICATE}", id="a certificate in base64"),
        pytest.param("a.yml", '- key: "karpenter.example.com/instance-token"', id="the name of a label"),
        pytest.param("a.c", 'connect(c, getenv("DB_PASSWORD"), "shop");', id="the argument behind a variable's"),
        pytest.param("a.py", f"integrity = 'sha1-{DIGEST}'", id="the digest of a package"),
        pytest.param("a.py", f"rev = '{DIGEST}'", id="a commit"),
        pytest.param("a.py", f"secret_hash = '{DIGEST}'", id="the digest of a secret"),
        pytest.param("a.py", "url = 'postgres://postgres:postgres@localhost/test'", id="a developer's database"),
        pytest.param("a.py", f"if '{BEGIN[5:-5]}' in text: pass", id="the mark of a key without the key"),
    ],
)
def test_advice(path: str, line: str) -> None:
    assert {confidence for _, _, confidence in told(line + "\n", path)} <= {"low"}


@pytest.mark.parametrize(
    ("path", "line", "rule", "confidence"),
    [
        ("a.py", f"key = '{AWS}'", "aws-access-key", "high"),
        ("a.py", f"client = connect('{AWS}')", "aws-access-key", "high"),
        ("a.css", f"/* {GITHUB} */", "github-token", "high"),
        ("logo.svg", f"<text>{STRIPE}</text>", "stripe-access-key", "high"),
        ("a.lock", f'token = "{JWT}"', "json-web-token", "high"),
        ("swagger/a.js", f"const t = '{GITHUB}'", "github-token", "high"),
        ("a.py", "url = 'https://bob:pa55w0rdz@db.internal/x'", "basic-auth-credentials", "high"),
        ("a.py", "password = 'hunter2x'", "keyword", "medium"),
        ("a.py", "password = 'changeme'", "keyword", "medium"),
        ("a.py", "connect(client_id='a1', client_secret='hunter2x')", "keyword", "medium"),
        ("a.py", "conn = connect(user='me', password='hunter2x')", "keyword", "medium"),
        ("a.py", "if password == 'hunter2x': pass", "keyword", "medium"),
        ("a.ts", 'const apiKey = "hunter2x";', "keyword", "medium"),
        ("a.go", 'password := "hunter2x"', "keyword", "medium"),
        ("a.cs", 'string password = @"hunter2x";', "keyword", "medium"),
        ("a.yml", "password: hunter2x  # the old one", "keyword", "medium"),
        ("a.properties", "db.password=hunter2x", "keyword", "medium"),
        (".env", "PASSWORD=hunter2x", "keyword", "medium"),
        (".env", "export API_TOKEN='hunter2x'", "keyword", "medium"),
        ("a.sh", "PGPASSWORD=hunter2x psql", "keyword", "medium"),
        ("a.sh", "mysql --password=hunter2x", "keyword", "medium"),
        ("Dockerfile", "ENV DB_PASSWORD hunter2x", "keyword", "medium"),
        ("Dockerfile", "ENV A=1 API_KEY=hunter2x", "keyword", "medium"),
        ("credentials", "aws_secret_access_key = hunter2x", "keyword", "medium"),
        ("notes.md", "DB_PASSWORD=hunter2x", "keyword", "medium"),
        ("a.py", "key = os.environ.get('SECRET_KEY', 'hunter2x')", "keyword", "medium"),
        ("a.py", "key = os.getenv('DB_PASSWORD', default='hunter2x')", "keyword", "medium"),
        ("a.js", "const p = process.env.DB_PASSWORD || 'hunter2x';", "keyword", "medium"),
        ("a.php", "define('SMTP_PASSWD', 'hunter#2x');", "keyword", "medium"),
        ("a.cs", 'var link = "Data Source=sql1;Uid=app;Pwd=hunter2x";', "keyword", "medium"),
        ("a.py", "bot_token = 'q81Lx0zP4mTe9Rk2'", "keyword", "medium"),
        (".env.example", f"AWS_ACCESS_KEY_ID={AWS}", "aws-access-key", "high"),
        ("a.py", f"session_token = '{DIGEST}'", "hex-entropy", "medium"),
        ("a.py", f"API_TOKEN = '{BASE64}'", "base64-entropy", "medium"),
        ("a.py", f"x = '{BASE64}'", "base64-entropy", "low"),
    ],
)
def test_found(path: str, line: str, rule: str, confidence: str) -> None:
    assert (1, rule, confidence) in told(line + "\n", path)


# ---------------------------------------------------------------- the traps


def test_same_secret_on_two_lines_is_two_findings() -> None:
    text = "\n\n" + f"a = '{AWS}'\n" + "\n" * 5 + f"b = '{AWS}'\n"
    assert told(text) == [(3, "aws-access-key", "high"), (9, "aws-access-key", "high")]


def test_one_secret_does_not_hide_the_unquoted_ones_beside_it() -> None:
    text = f"AWS_ACCESS_KEY_ID={AWS}\nPASSWORD=hunter2x\nAPI_KEY=hunter3y\n"
    assert told(text, ".env") == [
        (1, "aws-access-key", "high"),
        (2, "keyword", "medium"),
        (3, "keyword", "medium"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "password = 'hunter2x'  # pragma: allowlist secret",
        "password = 'hunter2x'  # pragma: whitelist secret",
        "password = 'hunter2x'  # nosec",
    ],
)
def test_suppressions_are_not_for_scanners(line: str) -> None:
    assert told(line) == [(1, "keyword", "medium")]


def test_suppression_of_the_next_line_is_not_for_scanners() -> None:
    assert told("# pragma: allowlist nextline secret\npassword = 'hunter2x'\n") == [(2, "keyword", "medium")]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le", "utf-8-sig"])
def test_any_encoding_is_read(encoding: str) -> None:
    text = f"# Schl\xfcssel, nicht f\xfcr alle Augen bestimmt\r\npassword = 'caf\xe9hunter2'\r\nkey = '{AWS}'\r\n"
    assert [(line, rule) for line, rule, _ in told(text.encode(encoding))] == [(2, "keyword"), (3, "aws-access-key")]


def test_two_secrets_on_one_line_are_both_told() -> None:
    text = "login('me', password='hunter2x', api_key='hunter3y')"
    assert shown(text) == ["hunter2x", "hunter3y"]


@pytest.mark.parametrize("secret", [AWS, GITHUB, STRIPE, JWT])
def test_columns_cover_the_whole_value(secret: str) -> None:
    text = f"é = ('ü', '{secret}')\n"
    assert shown(text) == [secret]


def test_unquoted_value_ends_before_the_comment() -> None:
    assert shown("db:\n  password: hunter2x  # changed in May\n", "a.yml") == ["hunter2x"]


def test_random_looking_string_is_not_told_again_beside_its_provider() -> None:
    assert [rule for _, rule, _ in told(f"api = '{STRIPE}'\n")] == ["stripe-access-key"]


def test_different_kinds_for_one_value_are_all_told_the_most_telling_first() -> None:
    assert [rule for _, rule, _ in told(f"password = '{STRIPE}'\n")] == ["stripe-access-key", "keyword"]


def test_private_key_is_all_of_its_lines() -> None:
    text = f'x = 1\nkey = """{BEGIN}\n{BODY}\n  {BODY}\n{END}"""\ny = 2\n'
    (finding,) = scan(text)
    assert finding.span == Span(2, 5)
    assert (finding.line, finding.rule, finding.severity) == (2, "secrets/private-key", Severity.HIGH)
    lines = text.split("\n")
    assert [lines[line - 1][start:end] for line, start, end in finding.masks] == [BEGIN[5:], BODY, BODY, END]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        pytest.param(f"k = '{BEGIN}\\n{BODY}\\n{END}'\n{BODY}\n", (1, 1), id="escaped on one line"),
        pytest.param(f'k = ("{BEGIN}\\n"\n "{BODY}\\n"\n "{END}")\n', (1, 3), id="joined from literals"),
        pytest.param(f"{BEGIN}\n{BODY}\n{BODY}\n\nnext words here\n", (1, 3), id="cut off"),
        pytest.param(f"{BEGIN}\nProc-Type: 4,ENCRYPTED\nDEK-Info: X,1\n{BODY}\n{END}\n", (1, 5), id="with headers"),
    ],
)
def test_private_key_however_it_is_written(text: str, span: tuple[int, int]) -> None:
    found = [finding for finding in scan(text) if finding.rule == "secrets/private-key"]
    assert [finding.span for finding in found] == [Span(*span)]
    assert found[0].confidence is Confidence.HIGH


def test_random_lines_of_a_key_are_the_key() -> None:
    body = f'"{BASE64}"\n' * 3
    assert [rule for _, rule, _ in told(f"{BEGIN}\n{body}{END}\n")] == ["private-key"]


# ---------------------------------------------------------------- what findings hold


def test_finding_is_complete_and_holds_no_secret() -> None:
    text = f"password = 'hunter2x'\nkey = '{AWS}'\n{BEGIN}\n{BODY}\n{END}\n"
    for finding in scan(text):
        assert (finding.kind, finding.scanner, finding.cwe, finding.owasp) == (
            "secret",
            "detect-secrets",
            "CWE-798",
            "A07:2021",
        )
        assert finding.hint
        assert finding.masks
        words = f"{finding.message} {finding.hint} {finding.rule} {finding.references}"
        assert not any(secret in words for secret in ("hunter2x", AWS, BODY))


def test_every_finding_is_a_listed_rule() -> None:
    infos = {info.id: info for info in secrets.rules(SETTINGS)}
    assert len(infos) == len(EVERY) - 1  # the public addresses, which are never told
    assert all(info.message and info.hint and info.scanner == secrets.NAME for info in infos.values())
    text = f"password = 'hunter2x'\nkey = '{AWS}'\nx = '{BASE64}'\n{JWT}\n"
    assert {finding.rule for finding in scan(text)} <= infos.keys()


@given(st.text(alphabet="pasword=:'\"` \n\\{}$#;AKI0123éſ", max_size=200))
def test_any_text_is_read_to_its_end(text: str) -> None:
    lines = text.split("\n")
    for finding in outcome(text, "a.yml").findings:
        for line, start, end in finding.masks:
            assert 0 <= start < end <= len(lines[line - 1])


# ---------------------------------------------------------------- hostile lines


@pytest.mark.parametrize(
    "unit",
    ["a", "=", '"', "A1b2/+", BEGIN, "password:", 'password="', "password", "secret`", "'a'!=password", "aws key"],
)
@pytest.mark.parametrize("path", ["a.py", "a.yml", ".env"])
def test_hostile_line_ends_as_read_or_as_a_gap(unit: str, path: str) -> None:
    text = f"password = 'hunter2x'\n{(unit * 20_000)[:20_000]}\npassword = 'hunter3y'\n"
    seen = outcome(text, path)
    keywords = [finding.line for finding in seen.findings if finding.rule == "secrets/keyword"]
    assert keywords[0] == 1
    assert keywords[-1] == 3
    assert all(gap.lines == Lines([(2, 2)]) and gap.scanner == secrets.NAME for gap in seen.gaps)


def test_long_line_is_a_gap_where_nothing_can_interrupt_the_search() -> None:
    text = "password = 'hunter2x'\n" + "x" * 2_000 + "\n" + "password = 'hunter2x'" + " " * 2_000 + "\n"
    seen: list[Outcome] = []
    thread = threading.Thread(target=lambda: seen.append(outcome(text)))
    thread.start()
    thread.join()
    assert [finding.line for finding in seen[0].findings] == [1]
    assert [gap.lines for gap in seen[0].gaps] == [Lines([(3, 3)])]


@pytest.mark.skipif(sys.platform == "win32", reason="nothing interrupts a search there")
def test_file_that_takes_too_long_is_a_gap_from_there_on() -> None:
    source = decode(
        "a.py", ("password = 'hunter2x'\n" + "password" * 100 + "\n" + "secret`" * 2_000 + "\n" * 3).encode()
    )
    assert source is not None
    seen = secrets.scan(source, Settings(rules=None, seconds=0.2))  # type: ignore[arg-type]
    assert [finding.line for finding in seen.findings] == [1]
    (gap,) = seen.gaps
    assert gap.lines is not None
    assert 3 in gap.lines
    assert "limits.seconds" in gap.reason


# ---------------------------------------------------------------- against the original


def test_nothing_that_detect_secrets_finds_is_missed(tmp_path: Path) -> None:
    """Stock, file by file, on tokens of every provider; ours may find more, and never less."""
    dice = random.Random(7)

    def some(count: int, letters: str = string.ascii_letters + string.digits) -> str:
        return "".join(dice.choice(letters) for _ in range(count))

    hexa = "0123456789abcdef"
    lines = [
        f"a = '{AWS}'",
        f"aws_secret_key = '{some(40)}'",
        f"b = 'AccountKey={some(88)}'",
        f"c = 'https://bob:{some(9)}@db.internal'",
        f"cloudant_key = '{some(64, hexa)}'",
        f"d = '{GITHUB}'",
        f"e = 'glpat-{some(20)}'",
        f"f = 'glcbt-{some(24)}'",
        f"ibm_cloud_iam_key = '{some(44)}'",
        f"cos_hmac_secret_access_key = '{some(48, hexa)}'",
        f"g = '{JWT}'",
        f"h = '{some(32, hexa)}-us12'",
        f"i = '//registry.example/:_authToken=npm_{some(30)}'",
        f"j = 'sk-{some(20)}T3BlbkFJ{some(20)}'",
        f"k = '{BEGIN}'",
        f"l = 'pypi-AgEIcHlwaS5vcmc{some(80)}'",
        f"m = 'SG.{some(22)}.{some(43)}'",
        "n = 'xox" + f"b-{some(12, string.digits)}-{some(24)}'",
        f"softlayer_api_key = '{some(64, string.ascii_lowercase)}'",
        f"o = 'sq0csp-{some(43)}'",
        f"p = '{STRIPE}'",
        f"q = '{some(10, string.digits)}:{some(35)}'",
        f"r = 'SK{some(32, hexa)}'",
        f"s = '{BASE64}'",
        f"t = '{DIGEST}'",
        "password = 'hunter2x'",
        "if 'hunter2x' == my_password: pass",
        "private_key 'hunter2x';",
    ]
    script = textwrap.dedent("""
        import sys
        from detect_secrets.core.scan import scan_file
        from detect_secrets.settings import default_settings
        with default_settings():
            for secret in scan_file(sys.argv[1]):
                print(secret.line_number, type(secret).__name__, secret.type, sep="\\t")
    """)
    file = tmp_path / "all.py"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, check=True, text=True)
    stock = {int(row.split("\t")[0]) for row in done.stdout.splitlines()}
    ours = {finding.line for finding in scan("\n".join(lines) + "\n", "all.py")}
    assert len(stock) >= 26
    assert stock <= ours


OFFLINE = """
import sys
def forbid(event, args):
    if event.startswith("socket."):
        raise SystemExit(f"{event} {args}")
sys.addaudithook(forbid)
from aigate.scanners import Settings, secrets
from aigate.scanners.content import decode
outcome = secrets.scan(decode("a.py", sys.stdin.buffer.read()), Settings(None))
print(len(outcome.findings), len(outcome.gaps))
banned = {"requests", "urllib3", "detect_secrets.core.scan", "multiprocessing"} & set(sys.modules)
assert not banned, banned
"""


def test_no_network_and_no_client() -> None:
    # Keys whose plug-ins would call their makers to verify them.
    lines = (f"a = '{AWS}'", f"aws_secret_key = '{BASE64[:38]}00'", f"c = '{STRIPE}'", "d = 'xox" + "b-123-456-abcdef'")
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE], input="\n".join(lines).encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert int(done.stdout.split()[0]) >= 4
    assert int(done.stdout.split()[1]) == 0
