"""What we say about each of Bandit's tests: what is wrong, what to write instead, and where it stands in CWE and OWASP.

The words are ours, and fixed: Bandit's own quote the source, which for a password is the password.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from aigate.model import Confidence, RuleInfo, Severity

SCANNER = "bandit"
PASSWORDS = frozenset(("B105", "B106", "B107"))
BIDI = "B613"

_OWASP = {
    20: "A05:2021",
    22: "A01:2021",
    78: "A03:2021",
    79: "A03:2021",
    80: "A03:2021",
    89: "A03:2021",
    94: "A03:2021",
    95: "A03:2021",
    155: "A03:2021",
    259: "A07:2021",
    284: "A01:2021",
    295: "A07:2021",
    319: "A02:2021",
    326: "A02:2021",
    327: "A02:2021",
    330: "A02:2021",
    377: "A01:2021",
    400: "A04:2021",
    489: "A05:2021",
    494: "A08:2021",
    502: "A08:2021",
    605: "A05:2021",
    611: "A05:2021",
    703: "A04:2021",
    732: "A01:2021",
    838: "A08:2021",
    918: "A10:2021",
}

_SEVERITIES = {"L": Severity.LOW, "M": Severity.MEDIUM, "H": Severity.HIGH}
_CONFIDENCES = {"L": Confidence.LOW, "M": Confidence.MEDIUM, "H": Confidence.HIGH}


class Words(NamedTuple):
    """One test's entry. ``rank`` is the gravest severity and confidence that it is given here, as letters."""

    rank: str
    cwe: int
    message: str
    hint: str


_XML = "Parse with defusedxml, which refuses entity bombs and external entities."
_QUOTE = "Pass a list of arguments and no shell: subprocess.run([program, argument], check=True)."
_ELSEWHERE = "Read it from the environment or a secret store, and replace the one that was written here."

WORDS = {
    "B101": Words(
        "LH", 703, "An assert disappears when Python runs with -O.", "Raise an exception where a check must hold."
    ),
    "B102": Words(
        "MH", 95, "exec runs whatever text reaches it.", "Call the function you mean, or look it up in a dict."
    ),
    "B103": Words(
        "HH", 732, "A file is made writable or executable for everybody.", "Give the owner alone what is needed: 0o600."
    ),
    "B104": Words(
        "MM",
        605,
        "The server listens on every network interface.",
        "Bind 127.0.0.1, or take the address from settings.",
    ),
    "B105": Words("LM", 259, "A string looks like a hard-coded password.", _ELSEWHERE),
    "B106": Words("LM", 259, "A call is passed what looks like a hard-coded password.", _ELSEWHERE),
    "B107": Words("LM", 259, "A parameter has what looks like a password for its default.", _ELSEWHERE),
    "B108": Words(
        "ML", 377, "A fixed path in a shared temporary folder can be taken by others.", "Use the tempfile module."
    ),
    "B110": Words("LH", 703, "An exception is caught and forgotten.", "Log it, handle it, or let it pass upwards."),
    "B112": Words("LH", 703, "An exception ends in continue, unseen.", "Log it, handle it, or let it pass upwards."),
    "B113": Words(
        "ML", 400, "A request without a time limit can hang for ever.", "Pass a limit in seconds: timeout=10."
    ),
    "B201": Words(
        "HM", 489, "Flask's debugger lets visitors run code.", "Leave debug out; switch it on for development only."
    ),
    "B202": Words(
        "HH", 22, "Members of an archive can be unpacked outside the folder.", 'Pass filter="data" to extractall.'
    ),
    "B301": Words("MH", 502, "Unpickling data runs code that the data chooses.", "Read JSON, or data you have signed."),
    "B302": Words("ML", 502, "marshal is not safe on data from elsewhere.", "Read JSON instead."),
    "B303": Words(
        "MH", 327, "A broken hash function is used.", "Use hashlib.sha256, or a password hash for passwords."
    ),
    "B304": Words("HH", 327, "A broken cipher is used.", "Use AES-GCM or ChaCha20-Poly1305."),
    "B305": Words("MH", 327, "ECB mode shows the patterns of what it hides.", "Use an authenticated mode: AES-GCM."),
    "B306": Words(
        "MH", 377, "mktemp leaves time for somebody else to make the file.", "Use tempfile.NamedTemporaryFile."
    ),
    "B307": Words("MH", 95, "eval runs whatever text reaches it.", "Use ast.literal_eval for literals, json for data."),
    "B308": Words("ML", 79, "mark_safe switches escaping off.", "Use format_html, which escapes its arguments."),
    "B310": Words(
        "ML", 918, "urlopen also opens file: and other schemes.", "Check that the scheme is https before opening it."
    ),
    "B311": Words("LH", 330, "This random generator can be predicted.", "Use the secrets module for tokens and keys."),
    "B312": Words("HH", 319, "Telnet sends everything in the clear.", "Use SSH."),
    "B313": Words("ML", 611, "This XML parser can be made to hang, or to read files.", _XML),
    "B314": Words("ML", 611, "This XML parser can be made to hang, or to read files.", _XML),
    "B315": Words("ML", 611, "This XML parser can be made to hang, or to read files.", _XML),
    "B316": Words("ML", 611, "This XML parser can be made to hang, or to read files.", _XML),
    "B317": Words("ML", 611, "This XML parser can be made to hang, or to read files.", _XML),
    "B318": Words("ML", 611, "This XML parser can be made to hang, or to read files.", _XML),
    "B319": Words("ML", 611, "This XML parser can be made to hang, or to read files.", _XML),
    "B321": Words("HH", 319, "FTP sends everything in the clear, passwords too.", "Use SFTP or HTTPS."),
    "B323": Words(
        "MH", 295, "The TLS context does not check certificates.", "Use ssl.create_default_context() as it comes."
    ),
    "B324": Words(
        "HH",
        327,
        "A weak hash function is used where it may guard something.",
        "Use hashlib.sha256; for a checksum that guards nothing, say usedforsecurity=False.",
    ),
    "B401": Words("HH", 319, "telnetlib sends everything in the clear.", "Use SSH."),
    "B402": Words("LL", 319, "ftplib sends everything in the clear, passwords too.", "Use SFTP or HTTPS."),
    "B403": Words("LH", 502, "pickle runs code that the data chooses.", "Read JSON unless the data is your own."),
    "B404": Words("LH", 78, "subprocess starts programs: look at what reaches them.", _QUOTE),
    "B405": Words("LH", 20, "This XML parser trusts what it reads.", _XML),
    "B406": Words("LH", 20, "This XML parser trusts what it reads.", _XML),
    "B407": Words("LH", 20, "This XML parser trusts what it reads.", _XML),
    "B408": Words("LH", 20, "This XML parser trusts what it reads.", _XML),
    "B409": Words("LH", 20, "This XML parser trusts what it reads.", _XML),
    "B411": Words("LL", 611, "xmlrpc parses XML from the network unguarded.", "Call defusedxml.xmlrpc.monkey_patch()."),
    "B412": Words("HH", 284, "CGI lets a request set the proxy of later requests.", "Serve through WSGI or ASGI."),
    "B413": Words("LL", 327, "PyCrypto is not maintained and has known holes.", "Use the cryptography package."),
    "B415": Words("HH", 319, "IPMI's protocol is known to be insecure.", "Use the vendor's HTTPS interface (Redfish)."),
    "B501": Words(
        "HH", 295, "Certificate checking is switched off.", "Remove verify=False; name your own CA with verify=path."
    ),
    "B502": Words("HH", 327, "An outdated TLS or SSL version is asked for.", "Use ssl.create_default_context()."),
    "B503": Words("ML", 327, "An outdated TLS or SSL version is a default.", "Use ssl.PROTOCOL_TLS_CLIENT or later."),
    "B504": Words(
        "LM", 327, "No TLS version is asked for, so the oldest may be used.", "Use ssl.create_default_context()."
    ),
    "B505": Words("HH", 326, "The key is too short.", "Use RSA of 3072 bits or more, or an elliptic curve of 256."),
    "B506": Words("MH", 502, "yaml.load builds any object that the text names.", "Use yaml.safe_load."),
    "B507": Words("HM", 295, "Unknown SSH host keys are accepted.", "Load known hosts and use paramiko.RejectPolicy."),
    "B508": Words("MH", 319, "SNMP versions 1 and 2c send everything in the clear.", "Use SNMP version 3."),
    "B509": Words("MH", 319, "SNMP is used without authentication or encryption.", "Ask for both: authPriv."),
    "B601": Words("ML", 78, "A command is run through a remote shell.", "Quote each argument with shlex.quote."),
    "B602": Words("HH", 78, "A command is run through a shell.", _QUOTE),
    "B603": Words(
        "LH", 78, "A program is started: look at where its arguments come from.", "Check what comes from outside."
    ),
    "B604": Words("ML", 78, "A function is called with shell=True.", _QUOTE),
    "B605": Words("HH", 78, "A command is run through a shell.", _QUOTE),
    "B606": Words(
        "LM", 78, "A program is started: look at where its arguments come from.", "Check what comes from outside."
    ),
    "B607": Words("LH", 78, "A program is started by name, from wherever PATH finds it.", "Write its whole path."),
    "B608": Words(
        "MM",
        89,
        "An SQL statement is put together from strings.",
        'Pass values as parameters: execute("… WHERE id = ?", (value,)).',
    ),
    "B609": Words(
        "HM",
        155,
        "A * in a command can expand to names that read as options.",
        "List the files in Python; put -- before them.",
    ),
    "B610": Words("ML", 89, "extra() puts text into SQL as it is.", "Use filter(), annotate() and expressions."),
    "B611": Words("ML", 89, "RawSQL puts text into SQL as it is.", "Pass values as its parameters, never in the text."),
    "B612": Words(
        "MH", 94, "logging's listener runs configuration from the network.", "Pass verify=, or do not listen."
    ),
    "B613": Words(
        "HM",
        838,
        "An invisible character makes this line read otherwise than it runs.",
        "Remove the bidirectional control character, or write it as an escape.",
    ),
    "B614": Words("MH", 502, "torch.load runs code that the file chooses.", "Pass weights_only=True."),
    "B615": Words("MH", 494, "A model is downloaded at whatever revision is newest.", "Pin it: revision=<commit>."),
    "B701": Words("HH", 79, "Jinja2 does not escape by default.", "Pass autoescape=select_autoescape()."),
    "B702": Words("MH", 80, "Mako does not escape by default.", 'Pass default_filters=["h"].'),
    "B703": Words("ML", 80, "mark_safe switches escaping off.", "Use format_html, which escapes its arguments."),
    "B704": Words("ML", 79, "Markup() switches escaping off.", "Escape the values: Markup(text).format(value)."),
}


def owasp_of(cwe: int) -> str:
    """The OWASP Top Ten category of a weakness, or ``""``."""
    return _OWASP.get(cwe, "")


@cache
def info(test: str) -> RuleInfo:
    """All there is to say about one test."""
    words = WORDS[test]
    return RuleInfo(
        id=f"{SCANNER}/{test}",
        message=words.message,
        severity=_SEVERITIES[words.rank[0]],
        confidence=_CONFIDENCES[words.rank[1]],
        scanner=SCANNER,
        cwe=f"CWE-{words.cwe}",
        owasp=owasp_of(words.cwe),
        hint=words.hint,
        languages=("python",),
        references=(f"https://cwe.mitre.org/data/definitions/{words.cwe}.html",),
    )
