"""What language a file is in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from aigate.rules.grammars import PARSED
from aigate.scanners.languages import language_of


@pytest.mark.parametrize(
    ("path", "data"),
    [
        pytest.param("src/blob", b"", id="no extension and no content"),
        pytest.param("a.unheard", b"x = 1\n", id="an extension nobody knows"),
        pytest.param("py", b"", id="a name that is only an extension's letters"),
        pytest.param("x", b"# !/usr/bin/python\n", id="a comment that resembles a first line"),
        pytest.param("x", b"#!/opt/unheard-of\n", id="an interpreter nobody knows"),
        pytest.param("x", b"#!/usr/bin/env\n", id="env with nothing to run"),
        pytest.param("x", b"\n#!/bin/sh\n", id="a first line that comes second"),
        pytest.param("", b"", id="no name at all"),
        pytest.param(".bak", b"", id="a bare neutral suffix"),
    ],
)
def test_unknown(path: str, data: bytes) -> None:
    assert language_of(path, data) is None


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a/b/mod.py", "python"),
        ("stubs/mod.PYI", "python"),
        ("mod.pyx", "cython"),
        ("a.js", "javascript"),
        ("a.mjs", "javascript"),
        ("a.jsx", "javascript"),
        ("a.ts", "typescript"),
        ("a.tsx", "tsx"),
        ("a.go", "go"),
        ("A.java", "java"),
        ("a.sh", "bash"),
        (".bashrc", "bash"),
        ("Dockerfile", "dockerfile"),
        ("Dockerfile.prod", "dockerfile"),
        ("build/app.dockerfile", "dockerfile"),
        ("Containerfile", "dockerfile"),
        ("docker-compose.yml", "yaml"),
        ("compose.yaml", "yaml"),
        (".env", "dotenv"),
        (".env.production", "dotenv"),
        (".env.example", "dotenv"),
        ("config/app.env", "dotenv"),
        ("Jenkinsfile", "groovy"),
        ("Makefile", "makefile"),
        ("rules.mk", "makefile"),
        ("main.tf", "hcl"),
        ("prod.tfvars", "hcl"),
        ("x.hcl", "hcl"),
        ("notebook.ipynb", "json"),
        ("package.json", "json"),
        ("setup.cfg", "ini"),
        (".npmrc", "ini"),
        ("app.properties", "properties"),
        ("nginx.conf", "nginx"),
        ("pyproject.toml", "toml"),
        ("schema.sql", "sql"),
        ("README.md", "markdown"),
        ("notes.txt", "text"),
        ("Cargo.lock", "toml"),
        ("yarn.lock", "yaml"),
        ("Gemfile", "ruby"),
        ("index.html.erb", "html"),
        ("settings.py.example", "python"),
        ("values.yaml.j2", "yaml"),
        ("a.b.rs", "rust"),
        ("Program.cs", "csharp"),
        ("x.kt", "kotlin"),
        ("x.swift", "swift"),
        ("x.php", "php"),
        ("x.rego", "rego"),
        ("x.ps1", "powershell"),
    ],
)
def test_by_name(path: str, language: str) -> None:
    assert language_of(path, b"") == language


@pytest.mark.parametrize(
    ("line", "language"),
    [
        (b"#!/bin/sh", "bash"),
        (b"#! /bin/bash -eu", "bash"),
        (b"#!/usr/bin/env python3", "python"),
        (b"#!/usr/bin/env -S python3.12 -I", "python"),
        (b"#!/usr/bin/env PYTHONPATH=. pypy3", "python"),
        (b"#!/usr/local/bin/node", "javascript"),
        (b"#!/usr/bin/env deno", "typescript"),
        (b"#!/usr/bin/perl -w", "perl"),
        (b"#!/bin/sh\r", "bash"),
    ],
)
def test_by_first_line(line: bytes, language: str) -> None:
    assert language_of("bin/tool", line + b"\nrest\n") == language


def test_name_wins_over_first_line() -> None:
    assert language_of("a.rb", b"#!/usr/bin/env python\n") == "ruby"


def test_parser_has_every_grammar_of_the_table() -> None:
    # A process of its own: for an unknown name the parser panics, which no handler of ours would survive.
    code = "import sys, ast_grep_py\nfor name in sys.argv[1:]: ast_grep_py.SgRoot('x', name).root()"
    done = subprocess.run([sys.executable, "-c", code, *sorted(PARSED)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
