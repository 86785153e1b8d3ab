"""Text that would crash a parser is refused; templates are blanked without moving anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.lines import Lines, Span
from aigate.model import Source
from aigate.rules.loader import load
from aigate.scanners import Settings, patterns
from aigate.scanners.grammar_text import fatal_lines, without_html, without_templates

HELM = """\
{{- if .Values.rbac.create -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {{ include "app.name" . }}
  {{- /* a comment
  over two lines */}}
rules:
  - apiGroups: [""]
    resources: ["pods"]
    verbs: ["*"]
{{- end }}
"""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param("yaml", "", id="nothing"),
        pytest.param("yaml", "a:\n  - b: 1\n" * 5_000, id="a long yaml file is no deep one"),
        pytest.param("yaml", "\n".join(" " * level + "a:" for level in range(100)), id="a hundred levels of yaml"),
        pytest.param("json", "[" * 5_000, id="json keeps no stack"),
        pytest.param("kotlin", 'val a = "${b}"\n' * 5_000, id="many templates in kotlin, one after the other"),
        pytest.param("ruby", "x = <<~TEXT\nTEXT\n", id="a heredoc in ruby"),
    ],
)
def test_ordinary_text_is_let_through(language: str, text: str) -> None:
    assert fatal_lines(text, language) is None


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        pytest.param("yaml", "\n".join(" " * level + "a:" for level in range(300)), 121, id="mappings"),
        pytest.param("yaml", "a: 1\n" + "- " * 300, 2, id="lists on one line"),
        pytest.param(
            "yaml", "\n".join(" " * level + "-" for level in range(300)), 120, id="lists on lines of their own"
        ),
        pytest.param("yaml", "# x\n".join(" " * level + "?\n" for level in range(300)), 239, id="comments between"),
        pytest.param("kotlin", '"${' * 400, 1, id="templates in kotlin"),
        pytest.param("ruby", "x = 1\ny = <<~" + "E" * 300, 2, id="a heredoc's long name in ruby"),
    ],
)
def test_text_that_would_crash_the_parser_is_refused(language: str, text: str, first: int) -> None:
    assert fatal_lines(text, language) == Lines([Span(first, text.removesuffix("\n").count("\n") + 1)])


def test_what_would_crash_the_parser_is_reported_as_not_examined() -> None:
    text = "\n".join(" " * level + "hostPath:" for level in range(300))
    outcome = patterns.scan(Source("a.yml", text.encode(), text, "utf-8", "yaml"), Settings(load()))
    assert [gap.lines for gap in outcome.gaps] == [Lines([Span(121, 300)])]


@pytest.mark.parametrize(
    ("line", "blanked"),
    [
        pytest.param("run: echo ${{ github.sha }}", "run: echo ${{ github.sha }}", id="workflow expressions stay"),
        pytest.param("a: {b: {c: d}}", "a: {b: {c: d}}", id="mappings within mappings stay"),
        pytest.param("  {{- end }}", " " * 12, id="a directive alone on its line"),
        pytest.param("a: {{ .b }}", "a: $______$", id="a value"),
        pytest.param("a: {{ .b }}:{{ .c }}", "a: $______$:$______$", id="two values"),
    ],
)
def test_directives_become_harmless(line: str, blanked: str) -> None:
    assert without_templates(f"{{{{ x }}}}\n{line}") == f"{' ' * 7}\n{blanked}"


@given(st.text(alphabet="{}/*- \na$:"))
def test_blanking_moves_nothing(text: str) -> None:
    blanked = without_templates(text)
    assert [len(line) for line in blanked.split("\n")] == [len(line) for line in text.split("\n")]


def test_structure_is_seen_through_templates() -> None:
    outcome = patterns.scan(Source("role.yaml", HELM.encode(), HELM, "utf-8", "yaml"), Settings(load()))
    assert [(found.rule, found.span) for found in outcome.findings] == [("kubernetes/rbac-wildcard", Span(11, 11))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("$a = 1;", "$a = 1;", id="no tag at all: a piece of PHP"),
        pytest.param("<?php a(); // it's", "<?php a(); // it's", id="nothing but PHP"),
        pytest.param("<p>\n<?php a(); ?>b\n", "   \n      a();  ; \n", id="HTML around"),
        pytest.param("<p><?= $a ?>", "  echo $a  ;", id="a value in HTML"),
        pytest.param("<?=$a?>", "   $a ;", id="a value without room for an echo"),
        pytest.param("<b><?=f()?>", "      f() ;", id="a call without room for a blank"),
        pytest.param('<?php $a = "?>"; ?>x', '      $a = "?>";  ; ', id="the end of PHP in a string"),
        pytest.param("<?php /* ?> */ a();?>x", "      /* ?> */ a(); ; ", id="and in a comment"),
        pytest.param("<?php # it's?>x", "      # it's ; ", id="a comment of one line ends with PHP"),
        pytest.param("<?xml?><?php a();", "             a();", id="the head of XML"),
    ],
)
def test_html_around_php_becomes_blanks(text: str, code: str) -> None:
    assert without_html(text) == code


@given(
    st.lists(st.sampled_from(["<?php", "<?=", "?>", "'", '"', "\\", "/*", "*/", "//", "#", "\n", " ", "a", "$b"])).map(
        "".join
    )
)
def test_blanking_html_moves_nothing(text: str) -> None:
    blanked = without_html(text)
    assert len(blanked) == len(text)
    assert [index for index, char in enumerate(text) if char == "\n"] == [
        index for index, char in enumerate(blanked) if char == "\n"
    ]
