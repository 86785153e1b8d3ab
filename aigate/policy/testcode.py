"""What is different about test code: it makes up its passwords and tokens, pickles its own data, and serves nobody but itself.

Such findings only warn there, unless ``[gate] tests`` says otherwise. All else counts in tests as anywhere: a provider's token, an
injection, a certificate that is not checked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aigate.model import Finding

# The folder that a file lies in, and names by which test runners know tests.
_FOLDERS = frozenset({"test", "tests", "__tests__", "testing", "testdata", "fixtures"})
_NAME = re.compile(
    r"(?:tests?|conftest)\.\w+|test_.+|.+[._-](?:tests?|specs?|e2e|cy)\.\w+"  # test_a.py, a_test.go, a.spec.ts
    r"|.*[a-z0-9](?:Tests?|TestCase|Specs?|IT)\.(?:java|kt|kts|scala|groovy|cs|fs|vb|swift|php)"  # ATest.java
)
_MADE_UP = frozenset({"secrets/keyword", "secrets/basic-auth-credentials"})  # known by the names beside them alone
_MADE_UP_NAMES = frozenset(
    [
        "hard-coded-credential",
        "hard-coded-key",
        "weak-hash",
        "password-hash",
        "jwt-not-verified",
        "token-only-decoded",
        "loose-permissions",
        "credentials-over-http",
        "debug-mode",
        "unsafe-deserialisation",
    ]
)
_BANDIT = frozenset(
    ["B103", "B104", "B105", "B106", "B107", "B108", "B301", "B303", "B306", "B307", "B311", "B324", "B403", "B505"]
)


def is_test(path: str) -> bool:
    """Whether a file is a test, or lies beside tests: by its own name and that of its folder."""
    *folders, name = path.split("/")
    return bool(folders[-1:] and folders[-1].lower() in _FOLDERS) or _NAME.fullmatch(name) is not None


def is_harmless_in_tests(finding: Finding) -> bool:
    """Whether a finding says little in a test."""
    pack, _, name = finding.rule.partition("/")
    return finding.rule in _MADE_UP or name in _MADE_UP_NAMES or (pack == "bandit" and name in _BANDIT)
