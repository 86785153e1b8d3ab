from __future__ import annotations

import pytest

from aigate.provenance.anchors.symbols import enclosing

PYTHON = """\
import os

class Account:
    def settle(self):
        if self.open:
            return 1
        return 2

    name = ""

async def main() -> None:
    pass
"""
SCRIPT = """\
export const settle = async (accounts) => {
  for (const account of accounts) {
    account.done()
  }
}
run()
"""
RUST = """\
impl<T> Account for T {
    pub fn settle(&mut self) -> u32 {
        self.total
    }
}
"""
C = """\
static int *settle(struct account *a)
{
    return a->total;
}

int main(void) {
    return 0;
}
"""


@pytest.mark.parametrize(
    ("code", "symbols"),
    [
        pytest.param(
            PYTHON,
            ["", "", "Account", "settle", "settle", "settle", "settle", "settle", "Account", "Account", "main", "main"],
            id="Python by indentation",
        ),
        pytest.param(
            SCRIPT, ["settle", "settle", "settle", "settle", "settle", ""], id="an arrow function to its brace"
        ),
        pytest.param(RUST, ["Account", "settle", "settle", "settle", "Account"], id="a method within an impl"),
        pytest.param("if (a) {\n    b();\n}\n", ["", "", ""], id="control flow is no symbol"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_each_line_knows_its_symbol(code: str, symbols: list[str]) -> None:
    assert enclosing(code.splitlines()) == symbols


def test_a_hostile_file_takes_linear_steps() -> None:
    lines = ["a(" * 300 + "{", "def " * 100, "x" * 100_000 + "{", "=> " * 200 + "("] * 500
    assert len(enclosing(lines)) == 2000
