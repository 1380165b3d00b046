"""Asks whether a library of this environment is known to be unsafe; says plainly when nobody answered.

Ends with 1 when something unsafe was found. A network that is away is no finding, and no proof either.
"""

import json
import subprocess
import sys
from pathlib import Path

PATIENCE = 180


def main() -> int:
    """Ask, tell what was found, and return the exit code."""
    told = asked()
    audited = [one for one in told if "skip_reason" not in one]
    unsafe = [one for one in audited if one["vulns"]]
    for one in unsafe:
        for found in one["vulns"]:
            mended = ", ".join(found["fix_versions"]) or "nothing yet"
            print(f"{one['name']} {one['version']}: {found['id']}, mended in {mended}")
    if not audited:
        print(f"NOT AUDITED: no data about vulnerabilities could be had for any of {len(told)} libraries.")
    else:
        print(f"{len(audited)} of {len(told)} libraries audited, {len(unsafe)} unsafe.")
    return 1 if unsafe else 0


def asked() -> list[dict]:
    """Return what pip-audit says of each library; nothing where it gets no answer."""
    tool = Path(sys.executable).with_name("pip-audit")
    words = [tool, "--local", "--skip-editable", "--format", "json", "--progress-spinner", "off"]
    try:
        told = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False).stdout
    except subprocess.TimeoutExpired:
        return []
    return json.loads(told)["dependencies"] if told.startswith("{") else []


if __name__ == "__main__":
    sys.exit(main())
