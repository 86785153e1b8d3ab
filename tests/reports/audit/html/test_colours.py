"""The page's colours: text that can be read, shapes that stand off, agents that nobody takes for each other."""

from __future__ import annotations

import re
from itertools import combinations
from math import dist

import pytest

from aigate.reports.audit.html import assets

Rgb = tuple[float, float, float]

PAIRS = re.findall(r"--([\w-]+): light-dark\(#(\w{6}), #(\w{6})\)", assets.style())
THEMES = {
    "light": {name: light for name, light, _ in PAIRS},
    "dark": {name: dark for name, _, dark in PAIRS},
}
TEXT = ("ink", "soft", "link", "high", "good")
AGENTS = ("a0", "a1", "a2", "a3", "a4", "a5", "a6", "ax")
SHAPES = (*AGENTS, "critical", "high", "medium", "low", "info", "accent", "good", "edge", "focus", "warn")
TOLD_APART = 20  # in CIE L*a*b*; about 2.3 can just be seen side by side

# What is left of red, green and blue for eyes without one kind of cone (Machado, Oliveira and Fernandes 2009).
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


def linear(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    spread = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in (red, green, blue)]
    return spread[0], spread[1], spread[2]


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def seen(colour: str, eyes: tuple[Rgb, ...]) -> Rgb:
    """In CIE L*a*b*."""
    rgb = linear(colour)
    red, green, blue = (min(max(sum(a * b for a, b in zip(row, rgb, strict=True)), 0), 1) for row in eyes)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read_on_whatever_it_stands_on(theme: str) -> None:
    colours = THEMES[theme]
    weak = {
        (text, ground): round(contrast(colours[text], colours[ground]), 2)
        for text in TEXT
        for ground in ("card", "paper", "sunk", "hover")
        if contrast(colours[text], colours[ground]) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("theme", THEMES)
def test_shapes_stand_off_the_card(theme: str) -> None:
    colours = THEMES[theme]
    found = {name: round(contrast(colours[name], colours["card"]), 2) for name in SHAPES}
    assert {name: value for name, value in found.items() if value < 3} == {}


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", THEMES)
def test_agents_are_told_apart_by_every_eye(theme: str, eyes: str) -> None:
    points = {name: seen(THEMES[theme][name], EYES[eyes]) for name in AGENTS}
    near = {
        (one, other): round(dist(points[one], points[other]), 1)
        for one, other in combinations(AGENTS, 2)
        if dist(points[one], points[other]) < TOLD_APART
    }
    assert near == {}
