"""Makes aigate/reports/audit/html/vendor anew: modules of D3 exactly as they were published, one after the other.

    python docs/vendor.py            write it (needs npm and a package registry)
    python docs/vendor.py --check    only say whether what stands there is what would be written

Nothing is bundled or rewritten, so whoever wants to know where a byte comes from can compare it with the published package.
To update: raise a version, take its `dist.integrity` from `npm view NAME@VERSION`, run this, run the tests in a browser.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent.parent / "aigate" / "reports" / "audit" / "html" / "vendor"


class Package(NamedTuple):
    """One published package, and the hash of its tarball."""

    name: str
    version: str
    integrity: str


# In the order in which they need each other.
PACKAGES = (
    Package(
        "internmap",
        "2.0.3",
        "sha512-5Hh7Y1wQbvY5ooGgPbDaL5iYLAPzMTUrjMulskHLH6wnv/A+1q5rgEaiuqEjB+oxGXIVZs1FF+R/KPN3ZSQYYg==",
    ),  # d3-array holds a copy; here for its licence
    Package(
        "d3-array",
        "3.2.5",
        "sha512-Th8qGXoBalmWsstpkuhmBuTsBQIFqYOJtjlBvNVvBfJ8E3uYusBUwUR8HU20U0qKKQkgCvKyR1YjiozWadk5QA==",
    ),
    Package(
        "d3-color",
        "3.1.1",
        "sha512-lfab8x0Bj0UO7SNsY8dZSbNIA6ipbkE3X0NG9nqjCu6CfCHZseuDnOSJY7hidKrjpP++i1M2qT+FlAdPKYRilA==",
    ),
    Package(
        "d3-interpolate",
        "3.0.2",
        "sha512-IRzGU62DtxhvsnSTWMQIdnoZ6gA+BCWwBon1EJI6SjoN595799b6z/QRBzXfFhE8iupUPp3042yBNo0STPqnzQ==",
    ),
    Package(
        "d3-format",
        "3.1.3",
        "sha512-+F+/49swqmGuQJmSKnVMIDH/QkEFV5li9QRj0xm/KhyAUBv099O5PrvpQFxBp24PYph17Mnvt9mjKQV0ii0nMA==",
    ),
    Package(
        "d3-time",
        "3.1.1",
        "sha512-Ze7rjrhMzdeulh0/hjcfFj7XLAHOfowtEMfsoG6DU866HPynQNW7Wfen6hzXcqKTv8XzxvF6Hzr5XD6bMHr2ug==",
    ),
    Package(
        "d3-time-format",
        "4.1.1",
        "sha512-22XaqjyCjpqgda20erhsOjGmC3vvYwTNYniKAd45W5UWLDF43moeOuV9qYpRqobIlsnK0UhnKZjUUJm3VgORUA==",
    ),
    Package(
        "d3-scale",
        "4.0.3",
        "sha512-66cWobCNzcMvlfoaDHCxuIv9TBUWG1BLOWdv9kHHFuCr1JdqAWPvTmsaEYDD5NRMyWZ5+7u0GqiCDfMXMqh3hg==",
    ),
    Package(
        "d3-selection",
        "3.0.1",
        "sha512-ODSf35vqCrlCfp7hrm0eZjvOosSXSYLjqvIlhMBV9q9VOx7EBJG6pc+uXBswEZNJgCGJ+qnKYcWutbZDIxe/Xg==",
    ),
    Package(
        "d3-axis",
        "3.0.1",
        "sha512-E5QCXfaf/uJZEHHiqoWRq+bQEm2PzoVFv2rDC7CZ3wwI0MjfMW3w83J3ubobG4IJj3lShAI5eiPJhOu/8wHofA==",
    ),
    Package(
        "d3-hierarchy",
        "3.1.3",
        "sha512-GRajN5ZcnEwYFWqqdzhG1qJ3+fDg6WWzk47TJg7ePY7yvYAgRfD2r1mUx+wviBOWuCwamCUzjwMSdato43jbGA==",
    ),
)


def main() -> int:
    """Write or check; 1 if something differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as scratch:
        made = files([unpacked(package, Path(scratch)) for package in PACKAGES])
    stale = [name for name, content in made.items() if not _is(FOLDER / name, content)]
    if check:
        sys.stdout.write("".join(f"differs: {name}\n" for name in stale))
        return int(bool(stale))
    FOLDER.mkdir(exist_ok=True)
    for name, content in made.items():
        (FOLDER / name).write_bytes(content)
    return 0


def files(packages: list[dict[str, bytes]]) -> dict[str, bytes]:
    """What stands in the folder: the scripts in one file, and every licence under the names it is for."""
    scripts: list[bytes] = []
    licences: dict[bytes, list[str]] = {}
    for package, content in zip(PACKAGES, packages, strict=True):
        scripts.append(content[f"package/dist/{package.name}.min.js"])
        licences.setdefault(content["package/LICENSE"], []).append(f"{package.name} {package.version}")
    texts = [f"{', '.join(names)}\n\n".encode() + text.strip() + b"\n" for text, names in licences.items()]
    return {"d3.js": b"".join(scripts), "d3.LICENSE": b"\n\n".join(texts)}


def unpacked(package: Package, scratch: Path) -> dict[str, bytes]:
    """The files of a package, after its tarball was compared with the hash."""
    spec = f"{package.name}@{package.version}"
    packed = subprocess.run(["npm", "pack", "--silent", spec], cwd=scratch, check=True, capture_output=True, text=True)
    data = (scratch / packed.stdout.strip().splitlines()[-1]).read_bytes()
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    if integrity != package.integrity:
        raise SystemExit(f"{spec}: the registry gave {integrity}, not {package.integrity}")
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        members = [(one.name, archive.extractfile(one)) for one in archive.getmembers() if one.isfile()]
        return {name: stream.read() for name, stream in members if stream}


def _is(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


if __name__ == "__main__":
    raise SystemExit(main())
