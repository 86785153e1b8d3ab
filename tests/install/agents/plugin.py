"""opencode's part played by node: loads the plugin, calls its hooks, and tells what came of it."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

DRIVER = """\
import { pathToFileURL } from "node:url"
const plugins = await import(pathToFileURL(process.argv[2]))
const asked = JSON.parse(process.argv[3])
const log = []
const client = { app: { log: async ({ body }) => { log.push(body); if (asked.how === "deaf") throw new Error("deaf") } } }
for (const [name, value] of Object.entries(plugins)) if (typeof value !== "function") throw new TypeError(name)
const hooks = await plugins.Aigate({ client: asked.how === "blind" ? undefined : client, directory: asked.directory })
const results = []
for (const [hook, input, output] of asked.calls) {
  try {
    await hooks[hook](input, output)
    results.push({ output })
  } catch (error) {
    results.push({ threw: error.message, type: error.name })
  }
}
console.log(JSON.stringify({ results, log }))
"""


def call_plugin(
    plugin: Path,
    calls: list[list[Any]],
    *,
    directory: str = "/work tree",
    env: dict[str, str] | None = None,
    how: str = "",
) -> dict[str, Any]:
    """What came of some calls of a plugin's hooks, and what it wrote to the log."""
    with tempfile.TemporaryDirectory() as folder:
        module, driver = Path(folder, "aigate.mjs"), Path(folder, "driver.mjs")
        module.write_bytes(plugin.read_bytes())  # under a name that says to every node what it is
        driver.write_text(DRIVER, "utf-8")
        asked = json.dumps({"calls": calls, "directory": directory, "how": how})
        words = ["node", str(driver), str(module), asked]
        done = subprocess.run(words, capture_output=True, check=False, timeout=60, env=env, cwd=plugin.parent)
    assert done.returncode == 0, done.stderr.decode()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
