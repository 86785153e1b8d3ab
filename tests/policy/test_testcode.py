"""Test code makes things up: some findings say little there, and only there."""

from __future__ import annotations

import pytest

from aigate.config import Config, Gate, OnGap
from aigate.lines import Span
from aigate.model import Bucket, Confidence, Finding, Severity
from aigate.policy.decide import label
from aigate.policy.testcode import is_test


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("app.py", False),
        ("src/latest.py", False),
        ("src/contest.py", False),
        ("testing.py", False),
        ("gate-tests/app.py", False),
        ("tests/data/app.py", False),
        ("src/Latest.java", False),
        ("src/Manifest.cs", False),
        ("attest/app.py", False),
        ("test_app.py", True),
        ("conftest.py", True),
        ("pkg/app_test.go", True),
        ("src/app.spec.ts", True),
        ("src/app.test.tsx", True),
        ("tests/helpers.py", True),
        ("a/__tests__/b.js", True),
        ("src/AppTest.java", True),
        ("src/AppTests.cs", True),
    ],
)
def test_tests_are_known_by_their_names(path: str, expected: bool) -> None:
    assert is_test(path) is expected


@pytest.mark.parametrize(
    ("rule", "path", "tests", "bucket"),
    [
        ("bandit/B301", "app.py", OnGap.WARN, Bucket.BLOCKING),
        ("bandit/B602", "test_app.py", OnGap.WARN, Bucket.BLOCKING),
        ("secrets/github-token", "test_app.py", OnGap.WARN, Bucket.BLOCKING),
        ("flow/sql-injection", "test_app.py", OnGap.WARN, Bucket.BLOCKING),
        ("flow/deserialization", "test_app.py", OnGap.WARN, Bucket.BLOCKING),
        ("python/tls-not-verified", "test_app.py", OnGap.WARN, Bucket.BLOCKING),
        ("bandit/B301", "test_app.py", OnGap.BLOCK, Bucket.BLOCKING),
        ("bandit/B301", "test_app.py", OnGap.WARN, Bucket.WARNING),
        ("secrets/keyword", "tests/settings.py", OnGap.WARN, Bucket.WARNING),
        ("python/hard-coded-credential", "test_app.py", OnGap.WARN, Bucket.WARNING),
        ("python/jwt-not-verified", "app.py", OnGap.WARN, Bucket.BLOCKING),
        ("python/jwt-not-verified", "test_app.py", OnGap.WARN, Bucket.WARNING),
        ("bandit/B505", "test_app.py", OnGap.WARN, Bucket.WARNING),
        ("go/weak-hash", "a_test.go", OnGap.WARN, Bucket.WARNING),
    ],
)
def test_what_is_made_up_only_warns_in_tests(rule: str, path: str, tests: OnGap, bucket: Bucket) -> None:
    finding = Finding(rule, path, Span(1, 1), Severity.HIGH, "m", Confidence.HIGH)
    config = Config(gate=Gate(tests=tests))
    labelled = label(finding, config, gated=True, suppressed_by=None, void=None, accepted=None)
    assert labelled.bucket is bucket
    assert (labelled.reason == "in a test this only warns") is (bucket is Bucket.WARNING)
