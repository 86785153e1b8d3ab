"""What a repository may hold to hurt whoever reads a report: every report has to show it as the text that it is."""

from __future__ import annotations

SCRIPT = "<script>window.pwned = 1</script>"
CLOSING = "</script><img src=x onerror=window.pwned=1>"
COMMENT = "<!--<script>]]> --!>"
QUOTES = """it's "quoted" `so` & so &lt; &#39;"""
LINK = "javascript:window.pwned=1"
BIDI = "admin\u202etxt.exe\u2066 \u200bhidden"
BYTES = "caf\udce9"  # how git's bytes that are no UTF-8 come to us
ANSI = "\x1b[31mred\x1b]0;title\x07\x1b[2J"
FORMULA = '=cmd("/c calc")!A1'
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "=HYPERLINK(1)")
TEMPLATE = "{{ 7 * 7 }} {% raw %} ${7*7}"
ORDER = "::error::not an order ##vso[task.complete]"
LINES = "one\ntwo\r\nthree\u2028four\x85five"
NUL = "nul\x00here"
LONG = "long " * 2_000

STRINGS = (
    SCRIPT,
    CLOSING,
    COMMENT,
    QUOTES,
    LINK,
    BIDI,
    BYTES,
    ANSI,
    FORMULA,
    *FORMULAS,
    TEMPLATE,
    ORDER,
    LINES,
    NUL,
    LONG,
)
PATHS = (
    "src/<script>alert(1)</script>.py",
    'src/it\'s "quoted".py',
    "src/caf\udce9.py",
    "src/\u202egnp.py",
    "src/a\nb.py",
    "=cmd()/x.py",
    "javascript:alert(1)",
    "src/__proto__/constructor",
)
