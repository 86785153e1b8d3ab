"""Bandit's tests, loaded without Bandit's surroundings, and run over one tree in memory.

Bandit as shipped discovers its plug-ins through installed metadata, imports every report format and a progress bar, and
loses a file whole when one node fails. Here its tests are imported by name from the table below, its own walk over the tree
is replaced by one that does the same in less time, without recursion, and says which node failed and why.
Both are held against the real command by contract tests; Bandit is pinned to a minor version for their sake.
"""

from __future__ import annotations

import ast
import importlib
import sys
from contextlib import contextmanager
from functools import cache, cached_property
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from aigate.scanners.statements import bodies, extent, standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from aigate.lines import Lines

# Entry point name -> module:function, as Bandit 1.9 declares them under "bandit.plugins". The order is Bandit's own.
PLUGINS = {
    name: f"bandit.plugins.{where}"
    for name, where in (
        ("any_other_function_with_shell_equals_true", "injection_shell:any_other_function_with_shell_equals_true"),
        ("assert_used", "asserts:assert_used"),
        ("django_extra_used", "django_sql_injection:django_extra_used"),
        ("django_mark_safe", "django_xss:django_mark_safe"),
        ("django_rawsql_used", "django_sql_injection:django_rawsql_used"),
        ("exec_used", "exec:exec_used"),
        ("flask_debug_true", "app_debug:flask_debug_true"),
        ("hardcoded_bind_all_interfaces", "general_bind_all_interfaces:hardcoded_bind_all_interfaces"),
        ("hardcoded_password_default", "general_hardcoded_password:hardcoded_password_default"),
        ("hardcoded_password_funcarg", "general_hardcoded_password:hardcoded_password_funcarg"),
        ("hardcoded_password_string", "general_hardcoded_password:hardcoded_password_string"),
        ("hardcoded_sql_expressions", "injection_sql:hardcoded_sql_expressions"),
        ("hardcoded_tmp_directory", "general_hardcoded_tmp:hardcoded_tmp_directory"),
        ("hashlib_insecure_functions", "hashlib_insecure_functions:hashlib"),
        ("huggingface_unsafe_download", "huggingface_unsafe_download:huggingface_unsafe_download"),
        ("jinja2_autoescape_false", "jinja2_templates:jinja2_autoescape_false"),
        ("linux_commands_wildcard_injection", "injection_wildcard:linux_commands_wildcard_injection"),
        ("logging_config_insecure_listen", "logging_config_insecure_listen:logging_config_insecure_listen"),
        ("markupsafe_markup_xss", "markupsafe_markup_xss:markupsafe_markup_xss"),
        ("paramiko_calls", "injection_paramiko:paramiko_calls"),
        ("pytorch_load", "pytorch_load:pytorch_load"),
        ("request_with_no_cert_validation", "crypto_request_no_cert_validation:request_with_no_cert_validation"),
        ("request_without_timeout", "request_without_timeout:request_without_timeout"),
        ("set_bad_file_permissions", "general_bad_file_permissions:set_bad_file_permissions"),
        ("snmp_insecure_version", "snmp_security_check:snmp_insecure_version_check"),
        ("snmp_weak_cryptography", "snmp_security_check:snmp_crypto_check"),
        ("ssh_no_host_key_verification", "ssh_no_host_key_verification:ssh_no_host_key_verification"),
        ("ssl_with_bad_defaults", "insecure_ssl_tls:ssl_with_bad_defaults"),
        ("ssl_with_bad_version", "insecure_ssl_tls:ssl_with_bad_version"),
        ("ssl_with_no_version", "insecure_ssl_tls:ssl_with_no_version"),
        ("start_process_with_a_shell", "injection_shell:start_process_with_a_shell"),
        ("start_process_with_no_shell", "injection_shell:start_process_with_no_shell"),
        ("start_process_with_partial_path", "injection_shell:start_process_with_partial_path"),
        ("subprocess_popen_with_shell_equals_true", "injection_shell:subprocess_popen_with_shell_equals_true"),
        ("subprocess_without_shell_equals_true", "injection_shell:subprocess_without_shell_equals_true"),
        ("tarfile_unsafe_members", "tarfile_unsafe_members:tarfile_unsafe_members"),
        ("trojansource", "trojansource:trojansource"),
        ("try_except_continue", "try_except_continue:try_except_continue"),
        ("try_except_pass", "try_except_pass:try_except_pass"),
        ("use_of_mako_templates", "mako_templates:use_of_mako_templates"),
        ("weak_cryptographic_key", "weak_cryptographic_key:weak_cryptographic_key"),
        ("yaml_load", "yaml_load:yaml_load"),
    )
}
BLACKLISTS = {
    "calls": "bandit.blacklists.calls:gen_blacklist",
    "imports": "bandit.blacklists.imports:gen_blacklist",
}
_BY_NAMESPACE: Mapping[str, Mapping[str, str]] = {
    "bandit.plugins": PLUGINS,
    "bandit.blacklists": BLACKLISTS,
    "bandit.formatters": {},
}


# What has lines of its own in a body: the nodes that can be passed by.
_PLACED = (ast.stmt, ast.ExceptHandler, ast.match_case)


class Hit(NamedTuple):
    """One thing a test reported, with the node it was looking at."""

    issue: Any
    node: ast.AST
    parent: ast.AST


class Failure(NamedTuple):
    """A test of Bandit's that broke on one node: what it would have said is not known."""

    test: str
    node: ast.AST
    error: str  # its type's name: the message might quote the source


class Walk(NamedTuple):
    """What one file's tree gave, so far."""

    hits: list[Hit]
    failures: list[Failure]
    told: list[ast.AST]  # the nodes that were told of their parent

    def release(self) -> None:
        """Make the nodes forget their parents, once all is said of them: a tree that goes round in circles outlives its use."""
        for node in self.told:
            vars(node).pop("_bandit_parent", None)
            vars(node).pop("_bandit_sibling", None)


@cache
def load() -> Mapping[str, tuple[Any, ...]]:
    """Bandit's tests by the type of node they check. The first call imports Bandit; nothing of it is ever unloaded."""
    with _without_surroundings():
        importlib.import_module("bandit")
        config = importlib.import_module("bandit.core.config")
        test_set = importlib.import_module("bandit.core.test_set")
    _silence()
    tests = test_set.BanditTestSet(config.BanditConfig(), {}).tests
    # It reports the first place of a file only, and we need every one: bandit.py has its own.
    return {kind: tuple(chosen) for kind, chosen in tests.items() if kind != "File"}


class Interest(NamedTuple):
    """What of a tree is asked about: statements that meet ``near``. ``imports`` are all lines that may hold an import."""

    near: Lines
    imports: Lines


def walk(tree: ast.Module, done: Walk, interest: Interest | None = None) -> None:
    """Run the tests over every node of a tree, adding to ``done``, which holds what was found if this is interrupted.

    With an ``interest``, statements away from it are passed by but for their imports: those give names their meaning.
    """
    _Walker(load(), done, interest).walk(tree)


@contextmanager
def _without_surroundings() -> Iterator[None]:
    """Stand-ins for what Bandit imports and we do not use, for as long as it is being imported."""
    extension = ModuleType("stevedore.extension")
    extension.ExtensionManager = _ExtensionManager  # type: ignore[attr-defined]
    stevedore = ModuleType("stevedore")
    stevedore.extension = extension  # type: ignore[attr-defined]
    progress = ModuleType("rich.progress")
    rich = ModuleType("rich")
    rich.progress = progress  # type: ignore[attr-defined]
    stand_ins = {m.__name__: m for m in (extension, stevedore, progress, rich)}
    if "importlib.metadata" not in sys.modules:  # Bandit asks it for its own author and version
        metadata = ModuleType("importlib.metadata")
        metadata.metadata = metadata.version = lambda _name: _Anything()  # type: ignore[attr-defined]
        stand_ins[metadata.__name__] = metadata
    before = {name: sys.modules.get(name) for name in stand_ins}
    sys.modules.update(stand_ins)
    try:
        import warnings

        formatted = warnings.formatwarning
        yield
        warnings.formatwarning = formatted  # importing Bandit replaces the whole process's
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def _silence() -> None:
    """Bandit logs what we report; with no handler set, Python would print it on standard error."""
    import logging

    logging.getLogger("bandit").setLevel(logging.CRITICAL + 1)


class _Anything(dict[str, str]):
    """The answer to questions about the package that nobody here asks."""

    def __missing__(self, key: str) -> str:
        return ""


class _ExtensionManager:
    """stevedore's class of this name, as far as Bandit uses it, over the tables above."""

    def __init__(self, namespace: str, **_options: object) -> None:
        self._entries = _BY_NAMESPACE[namespace]

    def __iter__(self) -> Iterator[SimpleNamespace]:
        for name, where in self._entries.items():
            module, _, function = where.partition(":")
            yield SimpleNamespace(name=name, plugin=getattr(importlib.import_module(module), function))

    def names(self) -> list[str]:
        return list(self._entries)


class _Walker:
    """One walk over one tree, in the order and with the context that Bandit's own visitor gives its tests."""

    def __init__(self, tests: Mapping[str, tuple[Any, ...]], done: Walk, interest: Interest | None) -> None:
        self.tests = tests
        self.done = done
        self.interest = interest
        self.wanted = interest.near | interest.imports if interest else None
        self.imports: set[str] = set()
        self.aliases: dict[str, str] = {}

    def walk(self, tree: ast.Module) -> None:
        stack: list[tuple[ast.AST, ast.AST]] = list(reversed(self._children(tree)))
        while stack:
            node, parent = stack.pop()
            if self.interest and isinstance(node, _PLACED) and not self.interest.near.meets(extent(node)):
                self._pass_by(node, self.interest.imports)
                continue
            self._visit(node, parent)
            stack.extend(reversed(self._children(node)))

    def _children(self, node: ast.AST) -> list[tuple[ast.AST, ast.AST]]:
        children = _children(node, self.wanted)
        self.done.told.extend(child for child, _ in children)
        return children

    def _pass_by(self, node: ast.AST, lines: Lines) -> None:
        """Take note of the imports in a statement, in the order of a visit."""
        stack = [node]
        while stack:
            node = stack.pop()
            match node:
                case ast.Import(names=names) | ast.ImportFrom(module=None, names=names):
                    self._import(names)
                case ast.ImportFrom(module=str() as module, names=names):
                    self._import_from(module, names)
                case _:
                    below = [each[at] for each in bodies(node) for at in standing(each, lines)]
                    stack.extend(reversed(below))

    def _visit(self, node: ast.AST, parent: ast.AST) -> None:
        match node:
            case ast.Constant(value=value):
                if not isinstance(parent, ast.Expr):  # a docstring
                    self._visit_literal(node, parent, value)
            case ast.Call():
                name = _core("utils").get_call_name(node, self.aliases)
                self._test("Call", node, parent, {"call": node, "qualname": name, "name": name.rpartition(".")[2]})
            case ast.FunctionDef(name=name):
                self._test("FunctionDef", node, parent, {"function": node, "qualname": f".{name}", "name": name})
            case ast.Import(names=names) | ast.ImportFrom(module=None, names=names):
                self._import(names)
                self._test("Import", node, parent, {"module": names[-1].name})
            case ast.ImportFrom(module=str() as module, names=names):
                self._import_from(module, names)
                self._test("ImportFrom", node, parent, {"module": module, "name": names[-1].name})
            case _:
                self._test(type(node).__name__, node, parent, {})

    def _visit_literal(self, node: ast.Constant, parent: ast.AST, value: object) -> None:
        if isinstance(value, str):
            self._test("Str", node, parent, {"str": value})
        elif isinstance(value, bytes):
            self._test("Bytes", node, parent, {"bytes": value})

    def _import_from(self, module: str, names: list[ast.alias]) -> None:
        for alias in names:
            self.aliases[alias.asname or alias.name] = f"{module}.{alias.name}"
            self.imports.add(f"{module}.{alias.name}")

    def _import(self, names: list[ast.alias]) -> None:
        for alias in names:
            if alias.asname:
                self.aliases[alias.asname] = alias.name
            self.imports.add(alias.name)

    def _test(self, kind: str, node: ast.AST, parent: ast.AST, facts: dict[str, Any]) -> None:
        tests = self.tests.get(kind)
        if not tests:
            return
        known = {
            "node": node,
            "imports": self.imports,
            "import_aliases": self.aliases,
            "filename": "./module.py",
            "lineno": getattr(node, "lineno", 0),
            **facts,
        }
        context = _context_class()(known)
        for test in tests:
            try:
                issue = test(context, test._config) if hasattr(test, "_config") else test(context)  # noqa: SLF001
            except Exception as error:  # noqa: BLE001 - whatever breaks in a test must not hide what the others say
                self.done.failures.append(Failure(test.__name__, node, type(error).__name__))
                continue
            if issue is not None:
                self.done.hits.append(Hit(_complete(issue, test, node, parent, kind), node, parent))


def _complete(issue: Any, test: Any, node: ast.AST, parent: ast.AST, kind: str) -> Any:
    """Fill in what the test left to its caller."""
    if issue.lineno is None:
        issue.lineno = getattr(node, "lineno", 0)
    if not issue.linerange:
        issue.linerange = _lines_of(parent if kind in {"Str", "Bytes"} else node)
    if issue.col_offset == -1:
        issue.col_offset = getattr(node, "col_offset", -1)
    issue.end_col_offset = getattr(node, "end_col_offset", 0)
    issue.test = test.__name__
    issue.test_id = issue.test_id or test._test_id  # noqa: SLF001
    return issue


def _lines_of(node: ast.AST) -> Any:
    """What Bandit's ``linerange`` lists, without the list: a long table with a hit in each row would fill the memory."""
    if hasattr(node, "lineno"):
        return range(node.lineno, node.end_lineno + 1)  # type: ignore[attr-defined]
    return _core("utils").linerange(node)


def _children(node: ast.AST, wanted: Lines | None) -> list[tuple[ast.AST, ast.AST]]:
    """A node's children with their parent, each told of the parent and the next sibling, as Bandit's tests expect.

    Of statements only those with something on the lines that are wanted, if not all are.
    """
    found: list[tuple[ast.AST, ast.AST]] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if wanted is not None and isinstance(value, list) and value and isinstance(value[0], _PLACED):
            for at in standing(value, wanted):
                following = value[at + 1] if at + 1 < len(value) else None
                chosen: ast.AST = value[at]
                vars(chosen).update(_bandit_parent=node, _bandit_sibling=following)
                found.append((chosen, node))
        elif isinstance(value, list):
            following = None
            for item in reversed(value):
                if isinstance(item, ast.AST):
                    vars(item).update(_bandit_parent=node, _bandit_sibling=following)
                following = item
            found.extend((item, node) for item in value if isinstance(item, ast.AST))
        elif isinstance(value, ast.AST):
            vars(value).update(_bandit_parent=node, _bandit_sibling=None)
            found.append((value, node))
    return found


@cache
def _core(name: str) -> Any:
    return importlib.import_module(f"bandit.core.{name}")


@cache
def _context_class() -> Any:
    """Bandit's context, which reads the same arguments anew for each of some thirty tests, made to read them once."""
    original = _core("context").Context

    class Context(original):  # type: ignore[misc,valid-type]
        call_args = cached_property(original.call_args.fget)
        call_keywords = cached_property(original.call_keywords.fget)

    for name in ("call_args", "call_keywords"):
        vars(Context)[name].__set_name__(Context, name)
    return Context
