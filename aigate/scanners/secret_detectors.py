"""detect-secrets' plug-ins, loaded without their HTTP client, and where in a text each of them is worth running.

Only the plug-ins' patterns and checks are used: not its settings, scan loop or collection, which drop a secret's second
line, read the work tree, and can call out to verify what they find. Nothing here can reach the network: the client that
the plug-ins import is a stand-in without a single function.

Each pattern comes with literals of which one must stand in a line that it matches; whole texts are searched for those,
which costs a tenth of running the patterns. A property test generates matches of every pattern and looks for them.
"""

from __future__ import annotations

import importlib
import re
import sys
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from aigate.model import Confidence, Severity
from aigate.scanners.secret_formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

RUN = re.compile(r"[a-z\d_+/=-]{24,}")  # in folded text: a stretch that could be a token


class Needle(NamedTuple):
    """What a line must hold for one pattern to be tried on it: any of the literals, and a run of token characters."""

    literals: tuple[str, ...] = ()  # none: the run alone tells
    folded: bool = False  # whether the pattern ignores case, and the literals are lower case
    run: int = 0


class Detector(NamedTuple):
    """One plug-in: where it lives, what we call it, and how much its word counts."""

    plugin: str  # module:class below detect_secrets.plugins; empty where only our own formats find it
    id: str
    label: str
    needles: tuple[Needle, ...] = ()  # one for each pattern of its denylist, in order
    severity: Severity = Severity.HIGH
    confidence: Confidence = Confidence.HIGH
    value_in_group: bool = False  # the pattern's group is the secret; elsewhere the whole match is


def _plain(*literals: str, run: int = 0) -> Needle:
    return Needle(literals, folded=False, run=run)


def _folded(*literals: str, run: int = 0) -> Needle:
    return Needle(literals, folded=True, run=run)


PROVIDERS = (
    Detector(
        "artifactory:ArtifactoryDetector",
        "artifactory-credentials",
        "Artifactory credential",
        (_plain("AKC"), _plain("AP")),
        confidence=Confidence.MEDIUM,  # its shape is that of many an identifier
    ),
    Detector(
        "aws:AWSKeyDetector",
        "aws-access-key",
        "AWS key",
        (_plain("A3T", "ABIA", "ACCA", "AKIA", "ASIA"), _folded("aws", run=40)),
        value_in_group=True,
    ),
    Detector(
        "azure_storage_key:AzureStorageKeyDetector",
        "azure-storage-account-access-key",
        "Azure storage account key",
        (_plain("AccountKey="),),
    ),
    Detector(
        "basic_auth:BasicAuthDetector",
        "basic-auth-credentials",
        "password in a URL",
        (_plain("://"),),
        confidence=Confidence.MEDIUM,
        value_in_group=True,
    ),
    Detector(
        "cloudant:CloudantDetector",
        "cloudant-credentials",
        "Cloudant credential",
        (_folded("cl", run=24), _folded("cl", run=24), _folded("cloudant.com"), _folded("cloudant.com")),
        value_in_group=True,
    ),
    Detector(
        "discord:DiscordBotTokenDetector",
        "discord-bot-token",
        "Discord bot token",
        (_plain("M", "N", "O", run=24),),
    ),
    Detector(
        "github_token:GitHubTokenDetector",
        "github-token",
        "GitHub token",
        (_plain("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),),
    ),
    Detector(
        "gitlab_token:GitLabTokenDetector",
        "gitlab-token",
        "GitLab token",
        (
            _plain("glpat-", "gldt-", "glft-", "glsoat-", "glrt-"),
            _plain("GR1348941"),
            _plain("glcbt-"),
            _plain("glimt-"),
            _plain("glptt-"),
            _plain("glagent-"),
            _plain("gloas-"),
        ),
    ),
    Detector(
        "ibm_cloud_iam:IbmCloudIamDetector",
        "ibm-cloud-iam-key",
        "IBM Cloud IAM key",
        (_folded("key", "pwd", "pass", "token", run=44),),
        confidence=Confidence.MEDIUM,  # any key or token of that length looks like one
        value_in_group=True,
    ),
    Detector(
        "ibm_cos_hmac:IbmCosHmacDetector",
        "ibm-cos-hmac-credentials",
        "IBM Cloud Object Storage credential",
        (_folded("secret", run=48),),
        value_in_group=True,
    ),
    Detector("jwt:JwtTokenDetector", "json-web-token", "JSON Web Token", (_plain("eyJ"),)),
    Detector("mailchimp:MailchimpDetector", "mailchimp-access-key", "Mailchimp key", (_plain("-us"),)),
    Detector("npm:NpmDetector", "npm-tokens", "npm token", (_plain(":_authToken="),), value_in_group=True),
    Detector("openai:OpenAIDetector", "openai-token", "OpenAI key", (_plain("T3BlbkFJ"),)),
    Detector(
        "private_key:PrivateKeyDetector",
        "private-key",
        "private key",
        (
            _plain("BEGIN DSA PRIVATE KEY"),
            _plain("BEGIN EC PRIVATE KEY"),
            _plain("BEGIN OPENSSH PRIVATE KEY"),
            _plain("BEGIN PGP PRIVATE KEY BLOCK"),
            _plain("BEGIN PRIVATE KEY"),
            _plain("BEGIN RSA PRIVATE KEY"),
            _plain("BEGIN SSH2 ENCRYPTED PRIVATE KEY"),
            _plain("PuTTY-User-Key-File-2"),
        ),
    ),
    Detector(
        "pypi_token:PypiTokenDetector",
        "pypi-token",
        "PyPI token",
        (_plain("pypi-AgEIcHlwaS5vcmc"), _plain("pypi-AgENdGVzdC5weXBpLm9yZw")),
    ),
    Detector("sendgrid:SendGridDetector", "sendgrid-api-key", "SendGrid key", (_plain("SG."),)),
    Detector("slack:SlackDetector", "slack-token", "Slack token", (_folded("xox"), _folded("hooks.slack.com"))),
    Detector(
        "softlayer:SoftlayerDetector",
        "softlayer-credentials",
        "SoftLayer credential",
        (_folded("sl", "softlayer", run=64), _folded("softlayer", run=64)),
        value_in_group=True,
    ),
    Detector("square_oauth:SquareOAuthDetector", "square-oauth-secret", "Square OAuth secret", (_plain("sq0csp-"),)),
    Detector("stripe:StripeDetector", "stripe-access-key", "Stripe key", (_plain("k_live_"),)),
    Detector(
        "telegram_token:TelegramBotTokenDetector",
        "telegram-bot-token",
        "Telegram bot token",
        (_plain(":", run=35),),
    ),
    Detector("twilio:TwilioKeyDetector", "twilio-api-key", "Twilio key", (_plain("AC", run=34), _plain("SK", run=34))),
)

KEYWORD = Detector("keyword:KeywordDetector", "keyword", "hard-coded secret", confidence=Confidence.MEDIUM)
ENTROPY = (
    Detector(
        "high_entropy_strings:Base64HighEntropyString",
        "base64-entropy",
        "random-looking string",
        severity=Severity.MEDIUM,
        confidence=Confidence.LOW,
    ),
    Detector(
        "high_entropy_strings:HexHighEntropyString",
        "hex-entropy",
        "random-looking hexadecimal string",
        severity=Severity.MEDIUM,
        confidence=Confidence.LOW,
    ),
)
# Loaded and counted, never run: detect-secrets' own filter (a secret holds a letter) drops all that it can find.
PUBLIC_ADDRESS = Detector("ip_public:IPPublicDetector", "public-ip-ipv4", "public IP address")

ALL = (*PROVIDERS, KEYWORD, *ENTROPY, PUBLIC_ADDRESS)

# What the table of formats finds, by kind; some of it the plug-ins find, too.
SHAPED = {shape.kind: Detector("", shape.kind, shape.label, severity=shape.severity) for shape in reversed(FORMATS)} | {
    detector.id: detector for detector in PROVIDERS
}
EVERY = (*ALL, *(detector for detector in SHAPED.values() if not detector.plugin))


@cache
def plugins() -> dict[str, Any]:
    """Every plug-in by our id for it. The first call imports them."""
    with _without_client():
        found = {detector.id: _instance(detector.plugin) for detector in ALL}
        for name in ("keyword", "heuristic"):
            module(name)
    for detector in PROVIDERS:
        if len(tuple(found[detector.id].denylist)) != len(detector.needles):
            raise RuntimeError(f"{detector.plugin}: its patterns are not those that aigate knows")
    return found


@cache
def module(name: str) -> Any:
    """A module of detect-secrets' that holds patterns or filters, with the client kept out."""
    where = {"keyword": "detect_secrets.plugins.keyword", "heuristic": "detect_secrets.filters.heuristic"}[name]
    with _without_client():
        return importlib.import_module(where)


def _instance(plugin: str) -> Any:
    where, _, name = plugin.partition(":")
    return getattr(importlib.import_module(f"detect_secrets.plugins.{where}"), name)()


@contextmanager
def _without_client() -> Iterator[None]:
    """Stand-ins for as long as detect-secrets is being imported, then whatever was there before.

    ``requests`` costs as much as all the rest, and is used to verify secrets only. The collection is imported by the
    package itself and brings a process pool; nothing of it is used.
    """
    client = ModuleType("requests")
    client.Response = object  # type: ignore[attr-defined]  # named in an annotation
    collection = ModuleType("detect_secrets.core.secrets_collection")
    collection.SecretsCollection = object  # type: ignore[attr-defined]
    stand_ins = {stand_in.__name__: stand_in for stand_in in (client, collection)}
    before = {name: sys.modules.get(name) for name in stand_ins}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, original in before.items():
            if original is None:
                del sys.modules[name]
            else:
                sys.modules[name] = original


# ---------------------------------------------------------------- where to look


@cache
def keyword_literals() -> tuple[str, ...]:
    """The words of the keyword plug-in's list, with and without the underscore that it leaves open."""
    words: set[str] = set()
    for entry in module("keyword").DENYLIST:
        words |= {entry.replace("_?", ""), entry.replace("_?", "_")}
    if any(re.escape(word) != word for word in words):
        raise RuntimeError("detect-secrets' keywords are not those that aigate can read")
    return tuple(sorted(word for word in words if not any(other in word for other in words - {word})))


def occurrences(text: str, literal: str) -> Iterator[int]:
    """Every place where a literal stands."""
    at = text.find(literal)
    while at >= 0:
        yield at
        at = text.find(literal, at + 1)
