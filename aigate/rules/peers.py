"""What other tools call the weaknesses that our rules find, for those who know them by these names."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Numbers of Bandit's that Ruff has as S numbers: https://docs.astral.sh/ruff/rules/#flake8-bandit-s
_RUFF = frozenset(
    f"B{number}"
    for number in (
        *range(101, 109), 110, 112, 113, 201, 202, *range(301, 309), *range(310, 322), 323, 324, *range(401, 416),
        *range(501, 510), *range(601, 613), 701, 702, 704,
    )
)  # fmt: skip
_PACKS = {"typescript": "javascript", "tsx": "javascript", "cpp": "c", "hcl": "terraform"}  # by language


def peers_of(rule_id: str, languages: Iterable[str] = ()) -> tuple[str, ...]:
    """The name ("Tool id") of each tool's rule for the same thing. ``languages`` stand in for the pack of rules that serve several."""
    pack, _, name = rule_id.partition("/")
    if pack == "bandit":
        return (f"Ruff S{name[1:]}",) if name in _RUFF else ()
    family = _table().get(name, {})
    packs = dict.fromkeys((pack, *(_PACKS.get(language, language) for language in languages if pack == "flow")))
    return tuple(dict.fromkeys(peer for one in packs for peer in family.get(one, ())))


@cache
def _table() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    import tomli

    read = tomli.loads(Path(__file__).with_name("peers.toml").read_text(encoding="utf-8"))
    return {name: {pack: tuple(peers) for pack, peers in packs.items()} for name, packs in read.items()}
