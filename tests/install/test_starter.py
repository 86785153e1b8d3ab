"""The first configuration holds every key, changes nothing, and is right when it is uncommented."""

from __future__ import annotations

import re

from aigate.config import Config, load
from aigate.install import starter
from aigate.schema import keys


def test_as_written_it_sets_the_salt_and_nothing_else() -> None:
    assert load(starter.render("00ff").encode(), "x") == Config(salt="00ff")


def test_uncommented_it_says_the_defaults() -> None:
    before_the_example = starter.render("").split("#\n# [[")[0].partition("\n\n")[2]
    uncommented = re.sub(r"(?m)^# ", "", before_the_example)
    assert load(uncommented.encode(), "x") == Config()
    for key in keys():
        if "[]" not in key.name:
            assert re.search(rf"(?m)^{key.name.rpartition('.')[2]} = ", uncommented), key.name


def test_its_example_of_an_agent_is_sound() -> None:
    example = "[[" + starter.render("").split("#\n# [[")[1].replace("\n# ", "\n")
    (agent,) = load(example.encode(), "x").provenance.agents
    assert agent.id == "our-bot"
    assert agent.trailers
    assert agent.identities


def test_its_lines_are_short() -> None:
    assert max(map(len, starter.render("0" * 32).splitlines())) <= 120
