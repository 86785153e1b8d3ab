"""What language a file is in, from its name, its extension, or its first line.

The names are those of ``rules/grammars.py``, ast-grep's wherever it has the grammar, so that a rule, a scanner and the
parser mean the same thing by one word. Content is not guessed at beyond the ``#!`` line: a wrong guess would run the wrong rules.
"""

from __future__ import annotations

import re

_BY_EXTENSION = {
    extension: language
    for language, extensions in {
        "apex": "cls trigger",
        "bash": "sh bash zsh ksh ash bats command envrc",
        "batch": "bat cmd",
        "bicep": "bicep bicepparam",
        "c": "c h",
        "clojure": "clj cljs cljc edn",
        "cpp": "cc cpp cxx c++ hh hpp hxx h++ ipp inl ino cu cuh",
        "csharp": "cs csx cake",
        "css": "css scss sass less",
        "cython": "pyx pxd pxi",
        "dart": "dart",
        "dockerfile": "dockerfile containerfile",
        "dotenv": "env",
        "elixir": "ex exs",
        "erlang": "erl hrl",
        "fsharp": "fs fsx fsi",
        "go": "go",
        "graphql": "graphql gql",
        "groovy": "groovy gradle gvy jenkinsfile",
        "haskell": "hs lhs",
        "hcl": "tf tfvars hcl tofu nomad",
        "html": "html htm xhtml vue svelte astro ejs hbs twig mustache cshtml jsp",
        "ini": "ini cfg conf cnf cf inf desktop service socket timer netrc editorconfig",
        "java": "java",
        "javascript": "js mjs cjs jsx es6",
        "json": "json jsonc json5 jsonl ndjson geojson ipynb webmanifest avsc tfstate har code-workspace",
        "julia": "jl",
        "kotlin": "kt kts",
        "lua": "lua",
        "makefile": "mk mak make",
        "markdown": "md markdown mdx rst adoc asciidoc",
        "nginx": "nginx nginxconf",
        "nix": "nix",
        "objectivec": "m mm",
        "perl": "pl pm t psgi cgi",
        "php": "php php3 php4 php5 php7 phtml inc",
        "powershell": "ps1 psm1 psd1",
        "properties": "properties",
        "proto": "proto",
        "python": "py pyi pyw bzl bazel star wsgi gyp gypi",
        "r": "r rmd",
        "rego": "rego",
        "ruby": "rb rake gemspec ru podspec",
        "rust": "rs",
        "scala": "scala sc sbt",
        "solidity": "sol",
        "sql": "sql ddl dml psql pgsql plsql tsql mysql",
        "swift": "swift",
        "text": "txt text log csv tsv pth",
        "toml": "toml",
        "tsx": "tsx",
        "typescript": "ts mts cts",
        "visualbasic": "vb vbs bas",
        "xml": "xml xsd xsl xslt svg plist pom csproj fsproj vbproj props targets config resx wsdl xaml storyboard nuspec",
        "yaml": "yml yaml eyaml",
    }.items()
    for extension in extensions.split()
}

_BY_NAME = {
    name: language
    for language, names in {
        "bash": ".bashrc .bash_profile .bash_aliases .profile .zshrc .zshenv .zprofile bashrc profile apkbuild pkgbuild",
        "dockerfile": "dockerfile containerfile",
        "dotenv": ".env .flaskenv",
        "groovy": "jenkinsfile",
        "ini": ".npmrc .yarnrc .pypirc .netrc _netrc .pgpass .my.cnf .gitconfig .gitmodules .editorconfig .coveragerc .flake8 "
        ".pylintrc .boto .s3cfg credentials pip.conf hosts",
        "json": ".babelrc .eslintrc .prettierrc .jshintrc .firebaserc .lintstagedrc .swcrc composer.lock pipfile.lock",
        "makefile": "makefile gnumakefile bsdmakefile justfile",
        "nginx": "nginx.conf",
        "python": "sconstruct sconscript wscript tiltfile",
        "ruby": "gemfile rakefile vagrantfile podfile brewfile guardfile fastfile appfile capfile",
        "text": "license notice authors changelog readme codeowners procfile requirements",
        "toml": "pipfile cargo.lock poetry.lock uv.lock pdm.lock",
        "yaml": ".clang-format .clang-tidy .yamllint yarn.lock",
    }.items()
    for name in names.split()
}

# (a pattern for the lower-cased file name, language): names that carry their kind before a suffix of their own.
_BY_PATTERN = (
    (re.compile(r"(?:docker|container)file[.-].+"), "dockerfile"),
    (
        re.compile(r"\.env[.-].+|.+\.env[.-](?:example|sample|template|dist|local|test|dev\w*|prod\w*|staging)"),
        "dotenv",
    ),
    (re.compile(r"jenkinsfile[.-].+"), "groovy"),
    (re.compile(r"(?:gnu)?makefile[.-].+"), "makefile"),
    (re.compile(r"nginx[\w.-]*\.conf"), "nginx"),
    (re.compile(r"requirements[\w.-]*\.(?:in|txt)"), "text"),
)

_NEUTRAL_SUFFIXES = frozenset(
    [
        "example",
        "sample",
        "template",
        "tmpl",
        "tpl",
        "dist",
        "default",
        "bak",
        "orig",
        "old",
        "in",
        "local",
        "erb",
        "j2",
        "jinja",
        "jinja2",
    ]
)

_SHEBANG = re.compile(rb"#!\s*\S*?([\w.+-]+)(?:[ \t]+(.*))?")
_ASSIGNMENT_OR_OPTION = re.compile(rb"-|\w+=")
_INTERPRETERS = {
    "ash": "bash",
    "bash": "bash",
    "bun": "typescript",
    "dash": "bash",
    "deno": "typescript",
    "elixir": "elixir",
    "groovy": "groovy",
    "julia": "julia",
    "kotlin": "kotlin",
    "ksh": "bash",
    "lua": "lua",
    "luajit": "lua",
    "make": "makefile",
    "node": "javascript",
    "nodejs": "javascript",
    "perl": "perl",
    "php": "php",
    "pwsh": "powershell",
    "pypy": "python",
    "python": "python",
    "rscript": "r",
    "ruby": "ruby",
    "runghc": "haskell",
    "scala": "scala",
    "sh": "bash",
    "swift": "swift",
    "ts-node": "typescript",
    "tsx": "typescript",
    "uv": "python",
    "zsh": "bash",
}


def language_of(path: str, data: bytes) -> str | None:
    """The language of a file, or None where nothing tells."""
    name = path.rpartition("/")[2].lower()
    known = _by_name(name)
    if known is None and "." in name.lstrip(".") and name.rpartition(".")[2] in _NEUTRAL_SUFFIXES:
        known = _by_name(name.rpartition(".")[0])  # settings.py.example, config.yml.dist
    return known or _by_shebang(data)


def _by_name(name: str) -> str | None:
    if name in _BY_NAME:
        return _BY_NAME[name]
    for pattern, language in _BY_PATTERN:
        if pattern.fullmatch(name):
            return language
    stem, dot, extension = name.rpartition(".")
    return _BY_EXTENSION.get(extension) if dot and (stem or extension == "env") else None


def _by_shebang(data: bytes) -> str | None:
    found = _SHEBANG.fullmatch(data[:256].partition(b"\n")[0].strip())
    if not found:
        return None
    program = found[1]
    if program == b"env":
        words = (word for word in (found[2] or b"").split() if not _ASSIGNMENT_OR_OPTION.match(word))
        program = next(words, b"").rpartition(b"/")[2]
    name = program.decode("ascii", "replace").lower()
    return _INTERPRETERS.get(name) or _INTERPRETERS.get(name.rstrip("0123456789."))
