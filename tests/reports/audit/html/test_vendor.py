"""The charting library is the one that was published, and nobody has touched it since."""

from __future__ import annotations

import re
import runpy
from hashlib import sha256
from pathlib import Path

from aigate.reports.audit.html import assets

# After an update by docs/vendor.py, which compares the packages with their hashes in the registry.
KNOWN = {
    "d3.js": "b91ecdc2b8af06fbca4b6750e28349ae05af52c08b6c76fe62ed1a7cfb8dc3aa",
    "d3.LICENSE": "a81a40c59f181bf220f833789c2230190f52275f1dd4ecc8b043e9c974e37b5f",
}
FOLDER = Path(assets.__file__).parent / "vendor"
ROOT = Path(__file__).parents[4]


def test_the_vendored_files_are_the_known_ones() -> None:
    assert {path.name: sha256(path.read_bytes()).hexdigest() for path in FOLDER.iterdir()} == KNOWN


def test_each_module_in_it_has_its_licence_and_is_pinned() -> None:
    modules = re.findall(
        r"^// https://(?:d3js\.org|github\.com/mbostock)/([a-z0-9-]+)/ v([0-9.]+)", assets.library(), re.MULTILINE
    )
    licences = (FOLDER / "d3.LICENSE").read_text()
    pins = runpy.run_path(str(ROOT / "docs" / "vendor.py"))["PACKAGES"]
    assert [(package.name, package.version) for package in pins] == modules
    assert all(package.integrity.startswith("sha512-") for package in pins)
    assert all(f"{name} {version}" in licences for name, version in modules)
