"""The names of languages that a rule may ask for. The same names as in ``scanners/languages.py``; a test compares them."""

from __future__ import annotations

from aigate.rules import ANY

# Languages that ast-grep parses. Asked for any other name it dies with an error that ``except Exception`` does not catch.
PARSED = frozenset(
    [
        "bash",
        "c",
        "cpp",
        "csharp",
        "css",
        "dart",
        "elixir",
        "go",
        "haskell",
        "hcl",
        "html",
        "java",
        "javascript",
        "json",
        "kotlin",
        "lua",
        "nix",
        "php",
        "python",
        "ruby",
        "rust",
        "scala",
        "solidity",
        "swift",
        "tsx",
        "typescript",
        "yaml",
    ]
)

# Languages whose rules can only be regular expressions.
LINES_ONLY = frozenset(
    [
        "apex",
        "batch",
        "bicep",
        "clojure",
        "cython",
        "dockerfile",
        "dotenv",
        "erlang",
        "fsharp",
        "graphql",
        "groovy",
        "ini",
        "julia",
        "makefile",
        "markdown",
        "nginx",
        "objectivec",
        "perl",
        "powershell",
        "properties",
        "proto",
        "r",
        "rego",
        "sql",
        "text",
        "toml",
        "visualbasic",
        "xml",
    ]
)

KNOWN = PARSED | LINES_ONLY | {ANY}
