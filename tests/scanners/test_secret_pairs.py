"""Secrets by name and by place, in the writings that agents use, and what only looks like them."""

from __future__ import annotations

import random
import string

import pytest

from aigate.scanners import Settings, secrets
from aigate.scanners.content import decode
from aigate.scanners.secret_likeness import is_random, share_of_english

SETTINGS = Settings(rules=None)  # type: ignore[arg-type]  # no rule is asked for here
DRAWN = "q81Lx0zP4mTe9Rk2Wb7Y"
WEAK = "hunter2x"


def blocking(text: str, path: str) -> list[str]:
    """What the findings that would block hide."""
    source = decode(path, text.encode())
    assert source is not None
    outcome = secrets.scan(source, SETTINGS)
    assert not outcome.gaps
    lines = text.split("\n")
    return [
        lines[line - 1][start:end]
        for finding in outcome.findings
        if str(finding.confidence) != "low"
        for line, start, end in finding.masks
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.py", '("password", "username")', id="a list of fields"),
        pytest.param(
            "a.py", 'fields = ["old_password", "new_password1", "new_password2"]', id="a list of longer names"
        ),
        pytest.param("a.py", 'SESSION_KEY = "_auth_user_id"', id="the name of a key"),
        pytest.param("a.py", 'key_salt = "app.auth.tokens.ResetTokenGenerator"', id="the path of a class"),
        pytest.param("a.py", 'AZURE_PASSWORD = "AZURE_PASSWORD"', id="the name of a variable"),
        pytest.param("a.py", 'auth_protocol = "MIT-MAGIC-COOKIE-1"', id="the name of a protocol"),
        pytest.param("a.py", 'if self.update_password == "always": pass', id="a setting about passwords"),
        pytest.param("a.py", 'class Credentials(Base):\n    """Opaque `secret` of a kind."""', id="a docstring"),
        pytest.param(
            "a.py", f'def f():\n    """Log in.\n\n    connect(password="{WEAK}")\n    """', id="a docstring's example"
        ),
        pytest.param("a.js", "if (typeof this.password === 'function') {", id="the type of a value"),
        pytest.param("a.js", " * @param {string} [password='swordfish1'] what to log in with", id="documentation"),
        pytest.param("a.js", "const a = { allPass: 'overEvery', passport: 'local' }", id="names that only begin so"),
        pytest.param("a.js", "{ secret: 'enter your secret' }", id="a hint to the user"),
        pytest.param("a.js", "tell(matches ? 'pass' : 'swordfish1')", id="the ends of a choice"),
        pytest.param("a.js", "const answer = await ask.password('New password: ')", id="what one is asked with"),
        pytest.param("a.js", "const answer = await ask.password('     Again:   ')", id="a word one is asked with"),
        pytest.param("a.ts", "interface A { password: string; token?: Token }", id="types"),
        pytest.param("a.yml", "permissions:\n  id-token: write", id="a permission"),
        pytest.param("a.yml", "AUTH: noauth", id="a mode"),
        pytest.param("a.yml", f"#  password: {WEAK}", id="a comment of a configuration"),
        pytest.param("a.yml", "password: ENC(2dfRFqV/cS6TzRd+JyO=)", id="an encrypted value"),
        pytest.param("a.py", 'secret = "vault:secret/data/app#key"', id="where a secret is kept"),
        pytest.param("a.txt", "sbp_7558c5a93d6f38dd038df5cc2a7c3d4d7babcdef", id="digits that were typed"),
        pytest.param(
            "a.sh",
            "x AKIAQ5RTVLKIHGZ2PD7M --access-key xcFsdGdSAdI/KFRS2CB/3fGCsdCYEXAMPLEKEY",
            id="half of a documented key",
        ),
        pytest.param("a.py", "connect('postgres://me:${PW!}@db/x', 'amqp://u:$PASS!@h/')", id="URLs with variables"),
        pytest.param(".env", "TOKEN_TYPE=secret\nSECRET=secret", id="a word for something else"),
        pytest.param("a.py", "password: str = Field(description='What to log in with')", id="what a field is for"),
        pytest.param("a.py", "password: str = Field(min_length=8, alias='userPassword')", id="another name of a field"),
        pytest.param("a.md", "password protected-by-the-vault", id="a sentence"),
        pytest.param("a.py", 'password = f"{prefix}-{user}"', id="a value that is put together"),
        pytest.param("a.py", 'query = "PASSWORD(%(password)s)"', id="a parameter of a query"),
        pytest.param("a.py", 'public_key = "MFkwEwYHKoZIzj0CAQYIKoZIzj0D"', id="a public key"),
        pytest.param("a.py", "client_token = '94f23847-df4f-50ae-3454-ae69a17d415b'", id="a number of a request"),
        pytest.param("tests/test_a.py", f"login(password='{WEAK}', token='{DRAWN}')", id="a test"),
        pytest.param("src/a.spec.ts", f"const password = '{WEAK}';", id="a test by its name"),
        pytest.param("a.cs", 'var token = "PublicKeyToken=31bf3856ad364e35";', id="the name of an assembly"),
        pytest.param("a.py", "url = 'postgres://app:app@localhost/app'", id="a developer's own database"),
        pytest.param("a.py", "url = 'https://me:pa55w0rdz@www.example.com/'", id="an example's host"),
        pytest.param("a.py", "createHmac('sha256', secret); jwt.encode(payload, key)", id="calls with variables"),
        pytest.param(
            "a.sh", 'curl -u "$USER:$PASS" -H "Authorization: Bearer $TOKEN" https://x', id="variables of a shell"
        ),
        pytest.param("a.sql", "ALTER USER app IDENTIFIED BY :password", id="a parameter in SQL"),
        pytest.param("a.java", 'String PROP_PASSWORD = "password";', id="the name of a property"),
        pytest.param("a.cs", 'const string HostClientKey = "hostclient";', id="a key of a map"),
        pytest.param("a.php", "'/user-password' => 'App\\\\Controllers\\\\UserPasswordController',", id="a class"),
        pytest.param("a.properties", "login.passwordReset=Das Passwort wurde eben zur\u00fcckgesetzt", id="a text"),
        pytest.param("a.json", '{"reset.password": "\u5bc6\u7801\u5df2\u91cd\u7f6e"}', id="a text of Chinese"),
        pytest.param("locales/de.yml", "password: Kennwort1", id="a translation"),
        pytest.param("a.txt", "get the value from the file identified by 'entry'", id="prose"),
    ],
)
def test_quiet(path: str, text: str) -> None:
    assert blocking(text + "\n", path) == []


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        pytest.param("a.go", f'var apiToken string = "{DRAWN}"', DRAWN, id="a type between name and value"),
        pytest.param("a.rs", f'const API_KEY: &str = "{DRAWN}";', DRAWN, id="a type in Rust"),
        pytest.param("a.ts", f'const password: string = "{WEAK}"', WEAK, id="a type in TypeScript"),
        pytest.param("a.c", f'static const char password[] = "{WEAK}";', WEAK, id="an array in C"),
        pytest.param("a.c", f'#define WIFI_PASSWORD "{WEAK}"', WEAK, id="a macro"),
        pytest.param("a.php", f"$config['db']['password'] = '{WEAK}';", WEAK, id="an entry of an array in PHP"),
        pytest.param("a.php", f"'password' => env('DB_PASSWORD', '{WEAK}'),", WEAK, id="a default in PHP"),
        pytest.param("a.rb", f"password: ENV.fetch('DB_PASSWORD', '{WEAK}')", WEAK, id="a default in Ruby"),
        pytest.param("a.py", f'key = os.environ.get("API_KEY") or "{DRAWN}"', DRAWN, id="a value if there is no other"),
        pytest.param("a.ts", f'const secret = process.env.JWT_SECRET ?? "{WEAK}"', WEAK, id="the same in TypeScript"),
        pytest.param("a.py", f'parser.add_argument("--password", default="{WEAK}")', WEAK, id="an option's default"),
        pytest.param("a.java", f'factory.setPassword("{WEAK}");', WEAK, id="a setter"),
        pytest.param("a.java", f'props.put("password", "{WEAK}");', WEAK, id="an entry of a map"),
        pytest.param("a.py", f'h = {{"X-Api-Key": "{DRAWN}"}}', DRAWN, id="a header"),
        pytest.param("a.py", f'h = {{"Authorization": "Bearer {DRAWN}"}}', DRAWN, id="a bearer"),
        pytest.param("a.sh", f"curl -H 'Authorization: Bearer {DRAWN}' https://x", DRAWN, id="a bearer of curl"),
        pytest.param("a.py", f'key: SecretStr = SecretStr("{DRAWN}"); api_key = SecretStr("{DRAWN}")', DRAWN, id="a wrapper"),
        pytest.param("a.py", f'password = (\n    "{WEAK}"\n)', WEAK, id="the next line"),
        pytest.param("a.xml", f"<password>{WEAK}</password>", WEAK, id="an element"),
        pytest.param("a.xml", f"<apiToken>\n    {DRAWN}\n</apiToken>", DRAWN, id="an element of three lines"),
        pytest.param("a.config", f'<add key="DbPassword" value="{WEAK}" />', WEAK, id="an attribute beside the name"),
        pytest.param("a.plist", f"<key>API_SECRET</key>\n<string>{DRAWN}</string>", DRAWN, id="a property list"),
        pytest.param("a.yml", f"- name: DB_PASSWORD\n  value: {WEAK}", WEAK, id="a variable of a container"),
        pytest.param("a.json", f'{{"name": "DB_PASSWORD", "value": "{WEAK}"}}', WEAK, id="a variable of a task"),
        pytest.param("a.tf", f'variable "db_password" {{\n  type = string\n  default = "{WEAK}"\n}}', WEAK, id="a default in HCL"),
        pytest.param("a.yml", f"url: ${{DB_PASSWORD:-{WEAK}}}", WEAK, id="a default of a shell"),
        pytest.param("a.json", f'{{"cell": "export API_TOKEN={DRAWN}\\n"}}', DRAWN, id="an assignment in a string"),
        pytest.param("a.py", f"u = 'https://x/api?access_token={DRAWN}&v=1'", DRAWN, id="a parameter of a URL"),
        pytest.param("a.py", f"password\u200b = 1; \u043f\u0430\u0440\u043e\u043b\u044c = '{WEAK}'", WEAK, id="a word of Russian"),
        pytest.param("a.py", f"contrase\u00f1a = '{WEAK}'", WEAK, id="a word of Spanish"),
        pytest.param("a.js", "app.use(session({ secret: 'keyboard cat' }))", "keyboard cat", id="two words"),
        pytest.param("a.py", "hubspot_access_token = '94f23847-df4f-50ae-3454-ae69a17d415b'", "94f23847-df4f-50ae-3454-ae69a17d415b", id="a token that is a UUID"),
        pytest.param("a.py", "SECRET_KEY = 'dev'", "dev", id="a key to start with"),
        pytest.param("a.js", "session({\n  secret: 'your-secret-key',\n})", "your-secret-key", id="a key that works as it is"),
        pytest.param("a.cs", 'config["Jwt:Key"] = "ThisIsMySuperSecret123!";', "ThisIsMySuperSecret123!", id="a path of a setting"),
        # ------------------------------------------------ by place
        pytest.param("a.rs", 'EncodingKey::from_secret(b"my-secret")', "my-secret", id="a key in Rust"),
        pytest.param("a.py", "users = {'bob': 'P@ssw0rd!'}", "P@ssw0rd!", id="a password that everybody knows"),
        pytest.param(".pgpass", "db.host:5432:app:me:S3cretPw", "S3cretPw", id="pgpass"),
        pytest.param("a.conf", 'proxy_set_header Authorization "Basic YWRtaW46c2VjcmV0MTIz";', "YWRtaW46c2VjcmV0MTIz", id="a header of nginx"),
        pytest.param("a.py", 't = jwt.encode({"sub": u}, "secret", algorithm="HS256")', "secret", id="the key of a token"),
        pytest.param("a.js", "jwt.verify(token, 'shhhhh')", "shhhhh", id="the key of a check"),
        pytest.param("a.js", f"crypto.createHmac('sha256', '{WEAK}')", WEAK, id="the key of a MAC"),
        pytest.param("a.go", f'token.SignedString([]byte("{WEAK}"))', WEAK, id="the key of a signature in Go"),
        pytest.param("a.java", f'Algorithm.HMAC256("{WEAK}")', WEAK, id="the key of an algorithm"),
        pytest.param("a.py", 'AES.new(b"0123456789abcdef", AES.MODE_CBC, iv)', "0123456789abcdef", id="a typed key"),
        pytest.param("a.php", f"new PDO('mysql:host=db', 'root', '{WEAK}')", WEAK, id="the third argument"),
        pytest.param("a.java", f'DriverManager.getConnection(url, "app", "{WEAK}")', WEAK, id="a connection in Java"),
        pytest.param("a.py", f'smtp.login("me@corp.test", "{WEAK}")', WEAK, id="a login"),
        pytest.param("a.py", f'requests.get(u, auth=("admin", "{WEAK}"))', WEAK, id="a pair"),
        pytest.param("a.go", f'req.SetBasicAuth("admin", "{WEAK}")', WEAK, id="basic authentication"),
        pytest.param("a.go", f'dsn := "root:{WEAK}@tcp(127.0.0.1:3306)/app"', WEAK, id="a source of Go's driver"),
        pytest.param("a.cs", f'"Server=db;Database=a;User Id=sa;Password={WEAK};"', WEAK, id="a connection string"),
        pytest.param("a.py", f'psycopg2.connect("host=db user=app password={WEAK}")', WEAK, id="a string of libpq"),
        pytest.param("a.py", f"'amqp://app:{WEAK}@rabbit:5672/'", WEAK, id="a URL"),
        pytest.param("a.py", f"'redis://:{WEAK}@cache:6379/0'", WEAK, id="a URL without a user"),
        pytest.param("a.sql", f"CREATE USER app IDENTIFIED BY '{WEAK}';", WEAK, id="SQL"),
        pytest.param("a.sql", f"CREATE ROLE app WITH LOGIN PASSWORD '{WEAK}';", WEAK, id="SQL of PostgreSQL"),
        pytest.param("a.sh", f"mysql -u root -p{WEAK} app", WEAK, id="a flag that is joined to its value"),
        pytest.param("a.sh", f"sshpass -p {WEAK} ssh me@host", WEAK, id="sshpass"),
        pytest.param("a.sh", f"curl -u admin:{WEAK} https://x", WEAK, id="curl"),
        pytest.param("a.sh", f"docker login -u me -p {WEAK} registry.test", WEAK, id="docker"),
        pytest.param("a.sh", f"kubectl create secret generic a --from-literal=password={WEAK}", WEAK, id="kubectl"),
        pytest.param("a.ps1", f'ConvertTo-SecureString "{WEAK}" -AsPlainText -Force', WEAK, id="PowerShell"),
        pytest.param(".netrc", f"machine api.test login me password {WEAK}", WEAK, id="netrc"),
        pytest.param(".netrc", f"machine api.test\nlogin me\npassword {DRAWN}", DRAWN, id="netrc on three lines"),
        pytest.param("a.py", "MongoClient('mongodb://me:Adm1n!Pw@mongo:27017/app')", "Adm1n!Pw", id="a URL whose password has signs"),
        pytest.param("a.py", "'mssql+pyodbc://sa:YourStrong!Passw0rd@db/shop'", "YourStrong!Passw0rd", id="a password that everybody copies"),
        pytest.param("a.cs", f'Connect("cache:6379,password={WEAK},ssl=True")', WEAK, id="options of a cache"),
        pytest.param("a.py", f"connect('scott/{WEAK}@//db:1521/ORCL')", WEAK, id="Oracle's short form"),
        pytest.param("a.py", f"Elasticsearch(url, basic_auth=('elastic', '{WEAK}'))", WEAK, id="a pair for basic authentication"),
        pytest.param("a.py", f"pw = '{DRAWN}'", DRAWN, id="pw"),
        pytest.param("a.py", f"secret_key: str = Field(default='{DRAWN}', min_length=8)", DRAWN, id="the default of a field"),
        pytest.param("a.py", f"db_password: str = Field('{WEAK}')", WEAK, id="the first argument of a field"),
        pytest.param("a.py", f"password: str = field(default='{WEAK}', repr=False)", WEAK, id="the default of a data class"),
        pytest.param("a.js", "app.use(cookieSession({ name: 's', keys: ['our-first-phrase-1'] }))", "our-first-phrase-1", id="a list of keys for cookies"),
        pytest.param("a.yml", f"script:\n  - PGPASSWORD={WEAK} psql -h db", WEAK, id="a variable for one command"),
        pytest.param("a.sh", f"echo '{WEAK}' | sudo -S ls", WEAK, id="a password that is piped to sudo"),
        pytest.param(".env", "DB_PASSWORD=secret", "secret", id="a framework's first password"),
    ],
)  # fmt: skip
def test_told(path: str, text: str, value: str) -> None:
    assert value in blocking(text + "\n", path)


def test_value_below_is_told_once() -> None:
    assert blocking(f'password = \\\n  "{DRAWN}"\n', "a.py").count(DRAWN) <= 2  # by its name, and by its looks


# ---------------------------------------------------------------- the model of words


@pytest.mark.parametrize(
    "word",
    [
        "access_token_kind",
        "getUserById",
        "application/json",
        "secretOrPublicKey",
        "aes-256-cbc",
        "dev-secret-key-change-me",
        "short",
    ],
)
def test_words_are_not_random(word: str) -> None:
    assert not is_random(word)


@pytest.mark.parametrize("letters", [string.ascii_letters + string.digits, "0123456789abcdef", string.ascii_lowercase])
def test_most_random_strings_are(letters: str) -> None:
    dice = random.Random(5)
    drawn = ["".join(dice.choice(letters) for _ in range(32)) for _ in range(200)]
    assert sum(map(is_random, drawn)) >= 185


def test_share_of_english_is_that_of_letters_alone() -> None:
    assert share_of_english("1234") == 0
    assert share_of_english("the-other-one") == 1
