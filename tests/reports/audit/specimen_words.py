"""The words that the specimen is made of: agents, people, folders, subjects and rules of a shop that does not exist."""

from __future__ import annotations

from typing import NamedTuple

from aigate.model import Confidence, RuleInfo, Severity


class Agent(NamedTuple):
    """An agent, what it leaves behind, and how often it is met."""

    id: str
    model: str
    source: str
    quote: str
    weight: int


class Rule(NamedTuple):
    """A rule, code that it finds with a line on either side, and how often it is met."""

    info: RuleInfo
    before: str
    code: str
    after: str
    weight: int


AGENTS = (
    Agent("claude", "claude-opus-4-8", "trailers", "Co-authored-by: Claude Opus 4.8 <noreply@anthropic.com>", 40),
    Agent("claude", "claude-sonnet-4-6", "journal", "journal: edit by claude", 14),
    Agent("copilot", "", "identities", "Copilot <198982749+Copilot@users.noreply.github.com>", 22),
    Agent("cursor", "", "trailers", "Co-authored-by: Cursor <cursoragent@cursor.com>", 14),
    Agent("codex", "gpt-5.2-codex", "git-ai", "git-ai note: codex", 11),
    Agent("aider", "gpt-4.1", "identities", "Ada Author (aider) <ada@example.org>", 9),
    Agent("", "", "markers", "# ai-begin", 5),
)
PEOPLE = (
    ("Ada Author", "ada@example.org"),
    ("Bo Reviewer", "bo@example.org"),
    ("Chen Wei", "chen@example.org"),
    ("Dalia Núñez", "dalia@example.org"),
    ("Émile Öström", "emile@example.org"),
)
FOLDERS = (
    ("src/shop/api", "python", ".py"),
    ("src/shop/billing", "python", ".py"),
    ("src/shop/catalogue", "python", ".py"),
    ("src/shop/auth", "python", ".py"),
    ("src/shop/auth/oidc", "python", ".py"),
    ("web/components", "javascript", ".tsx"),
    ("web/pages", "javascript", ".tsx"),
    ("web/lib", "javascript", ".ts"),
    ("deploy/terraform", "terraform", ".tf"),
    ("deploy/charts", "kubernetes", ".yaml"),
    ("services/search", "go", ".go"),
    ("services/mailer", "go", ".go"),
    ("scripts", "bash", ".sh"),
    ("tests", "python", ".py"),
)
# Where people wrote more, or less, than elsewhere.
HUMAN = {
    "web/components": 0.1,
    "web/pages": 0.3,
    "scripts": 0.2,
    "src/shop/auth": 4,
    "src/shop/billing": 3,
    "deploy/charts": 0,
    "services/search": 2,
}
STEMS = (
    "orders", "cart", "session", "tokens", "invoice", "export", "search", "upload", "webhook", "queue", "models",
    "retry", "client", "server", "cache", "report", "currency", "stock", "mail", "audit", "settings", "health", "login", "index",
)  # fmt: skip
OWNERS = (
    ("src/shop/auth", "@acme/security"),
    ("src/shop/billing", "@acme/payments"),
    ("src", "@acme/backend"),
    ("web", "@acme/frontend"),
    ("deploy", "@acme/platform"),
    ("services", "@acme/backend"),
)
SUBJECTS = (
    "Add retries to the webhook client",
    "Export invoices as CSV",
    "Search: rank exact matches first",
    "Fix the currency of refunds",
    "Move session tokens to cookies",
    "Cache the catalogue for a minute",
    "Add a health endpoint",
    "Refactor the upload form",
    "Terraform: a bucket for exports",
    "Tests for the login page",
    "Send the order confirmation in the customer's language",
    "Drop the old price service",
    "Validate postal codes",
    "Paginate the list of orders",
)


def _rule(
    name: str,
    severity: Severity,
    message: str,
    hint: str,
    cwe: str,
    scanner: str,
    code: tuple[str, str, str],
    weight: int,
) -> Rule:
    links = (f"https://cwe.mitre.org/data/definitions/{cwe.removeprefix('CWE-')}.html",)
    return Rule(
        RuleInfo(name, message, severity, Confidence.HIGH, scanner, cwe=cwe, hint=hint, references=links), *code, weight
    )


RULES = (
    _rule(
        "secrets/aws-access-key", Severity.CRITICAL, "An AWS access key stands in the file.",
        "Revoke the key, then read it from the environment.", "CWE-798", "detect-secrets",
        ("def client():", '    key = "AKIA****************"', "    return connect(key)"), 2,
    ),
    _rule(
        "javascript/sql-injection", Severity.CRITICAL, "A value from the request becomes part of an SQL statement.",
        "Pass it as a parameter: db.query(sql, [id]).", "CWE-89", "patterns",
        ("  const id = req.query.id;", "  const rows = await db.query(`SELECT * FROM orders WHERE id = ${id}`);", "  res.json(rows);"), 2,
    ),
    _rule(
        "bandit/B602", Severity.HIGH, "A shell runs a command that is put together at run time.",
        "Pass a list of arguments and leave shell=True out.", "CWE-78", "bandit",
        ("def archive(name):", "    subprocess.run(f'tar cf out.tar {name}', shell=True)", ""), 5,
    ),
    _rule(
        "python/request-without-timeout", Severity.LOW, "A request without a timeout can wait for ever.",
        "Write timeout=10.", "CWE-400", "patterns",
        ("def price(sku):", "    answer = requests.get(URL.format(sku))", "    return answer.json()"), 9,
    ),
    _rule(
        "bandit/B324", Severity.MEDIUM, "MD5 does not protect anything.",
        "Write hashlib.sha256(data).", "CWE-327", "bandit",
        ("def digest(data):", "\tdigest = hashlib.md5(data)", "\treturn digest"), 8,
    ),
    _rule(
        "javascript/dom-xss", Severity.HIGH, "Text from the page's address becomes markup.",
        "Set textContent.", "CWE-79", "patterns",
        ("function show() {", "  box.innerHTML = location.hash.slice(1);", "}"), 5,
    ),
    _rule(
        "javascript/cors-any-origin", Severity.MEDIUM, "Every site may read the answers of this one.",
        "Name the origins.", "CWE-942", "patterns",
        ("", "app.use(cors({ origin: '*', credentials: true }));", ""), 4,
    ),
    _rule(
        "terraform/open-to-the-world", Severity.HIGH, "The port can be reached from everywhere.",
        "Name the networks that need it.", "CWE-284", "patterns",
        ("  ingress {", '    cidr_blocks = ["0.0.0.0/0"]', "  }"), 3,
    ),
    _rule(
        "kubernetes/privileged-container", Severity.HIGH, "The container runs with all privileges of its host.",
        "Remove privileged: true.", "CWE-250", "patterns",
        ("    securityContext:", "      privileged: true", "    image: shop:1"), 2,
    ),
    _rule(
        "bash/remote-script", Severity.HIGH, "A script from the network runs unread.",
        "Download it, check its hash, then run it.", "CWE-494", "patterns",
        ("set -e", "curl -s https://example.org/install.sh | sh", ""), 3,
    ),
    _rule(
        "python/fails-open", Severity.MEDIUM, "An error in the check counts as permission.",
        "Return False, and log the error.", "CWE-636", "patterns",
        ("    except Exception:", "        return True", ""), 6,
    ),
    _rule(
        "go/tls-not-verified", Severity.HIGH, "The certificate of the other side is not verified.",
        "Remove InsecureSkipVerify.", "CWE-295", "patterns",
        ("\tcfg := &tls.Config{", "\t\tInsecureSkipVerify: true,", "\t}"), 2,
    ),
    _rule(
        "bandit/B110", Severity.LOW, "Errors are swallowed without a trace.",
        "Log them at least.", "CWE-703", "bandit",
        ("    except OSError:", "        pass", ""), 7,
    ),
    _rule(
        "python/debug-left-on", Severity.INFO, "Debug output is left on.",
        "Read it from the settings.", "CWE-489", "patterns",
        ("", "app.run(debug=DEBUG)", ""), 3,
    ),
)  # fmt: skip
