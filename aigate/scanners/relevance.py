"""Which rules could match where it counts, told from literals near the focus before anything is searched or parsed.

A line's match lies on that line. A structural match can reach anywhere, but for most kinds of nodes it lies within one
statement, and where the statements of a file are known (Python), the literals that such a rule demands must stand in one
that is near the focus. Of all other rules nothing can be told, so they are kept.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from aigate.rules.needles import demands_of, fold, holds, kinds_of
from aigate.scanners.numbering import numbering_of
from aigate.scanners.sparse import sparse
from aigate.scanners.statements import nearby, pieces, reach, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aigate.lines import Lines, Span
    from aigate.model import Source
    from aigate.rules import Rule

# Kinds of tree-sitter's Python nodes that lie within a simple statement, or within the header of a compound one.
WITHIN_STATEMENTS = frozenset(
    [
        "argument_list",
        "assert_statement",
        "assignment",
        "attribute",
        "augmented_assignment",
        "await",
        "binary_operator",
        "boolean_operator",
        "call",
        "comparison_operator",
        "concatenated_string",
        "conditional_expression",
        "default_parameter",
        "delete_statement",
        "dictionary",
        "dictionary_comprehension",
        "expression_list",
        "expression_statement",
        "false",
        "float",
        "generator_expression",
        "identifier",
        "import_from_statement",
        "import_statement",
        "integer",
        "interpolation",
        "keyword_argument",
        "lambda",
        "list",
        "list_comprehension",
        "named_expression",
        "none",
        "not_operator",
        "pair",
        "parameters",
        "parenthesized_expression",
        "pattern_list",
        "raise_statement",
        "return_statement",
        "set",
        "set_comprehension",
        "slice",
        "string",
        "string_content",
        "subscript",
        "true",
        "tuple",
        "type",
        "typed_default_parameter",
        "typed_parameter",
        "unary_operator",
        "yield",
    ]
)


class Relevance:
    """One file's lines that count, as rules see them."""

    def __init__(self, source: Source, focus: Lines) -> None:
        self._source = source
        self._focus = focus

    @cached_property
    def lines(self) -> Lines:
        """Where a match of a single line can count."""
        return nearby(self._focus, self._source.language)

    def chosen(self, rules: Iterable[Rule]) -> list[Rule]:
        """The rules that could match something that counts."""
        return [rule for rule in rules if self._may_match(rule)]

    def _may_match(self, rule: Rule) -> bool:
        demands = demands_of(rule)
        if rule.regex is not None:
            return holds(self._near, demands)
        kinds = kinds_of(rule)
        if self._statements is None or kinds is None or not kinds <= WITHIN_STATEMENTS:
            return True
        return holds(self._all_statements, demands) and any(holds(text, demands) for text in self._statements)

    @cached_property
    def _near(self) -> str:
        return "\n".join(self._text(span) for span in self.lines.spans)

    @cached_property
    def _statements(self) -> list[str] | None:
        """The statements that a match which counts can lie in; None where they cannot be told apart."""
        source = self._source
        if source.language != "python" or numbering_of(source.text).starts:
            return None
        part = sparse(source, self._focus)
        tree = part.tree if part else tree_of(source)
        if tree is None:
            return None
        return [self._text(span) for span in pieces(tree, reach(tree, self._focus))]

    @cached_property
    def _all_statements(self) -> str:
        return "\n".join(self._statements or ())

    def _text(self, lines: Span) -> str:
        return fold("\n".join(self._lines[lines.start - 1 : lines.end]))

    @cached_property
    def _lines(self) -> list[str]:
        return self._source.lines
