"""Builds a Debian package that installs without a network: the desk, every library, a list of what is inside.

Run by `make package` with the Python of this machine, which is the one that the terminals need: build on the
Debian that they run. What is downloaded here, once: wheels, and the scripts that draw the desk in a browser.
"""

from __future__ import annotations

import compileall
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = Path("opt/kiosk")
"""Where the desk lies on the machine, as every unit has it."""
MADE_HERE = ("test", "package")
"""The extras that no hospital needs."""
SOURCE = "snownlp"
"""The one library that has no wheel: texts and plain Python, so that nothing is compiled."""
UNITS = Path("usr/lib/systemd/system")
FILES = ROOT / "packaging"
START = "#!/{home}/bin/python3 -I\nimport sys\n\nfrom kiosk.__main__ import main\n\nsys.exit(main())\n"
CONTROL = """Package: patient-desk
Version: {version}
Architecture: {machine}
Maintainer: The patient-desk authors <root@localhost>
Installed-Size: {size}
Depends: python3 (>= {python}), python3 (<< {next}), libc6 (>= 2.28), passwd
Recommends: fonts-noto-cjk, libharfbuzz-subset0, libpango-1.0-0, libpangoft2-1.0-0, librime1, openssh-server
Section: misc
Priority: optional
Description: patient service desk for hospitals
 A touch terminal, one register, and a status page behind a QR code. Every library is inside, installing needs
 no network; /opt/kiosk/sbom.cdx.json lists what is inside (CycloneDX).
"""


def main(cyclonedx: str, target: Path = ROOT / "dist") -> Path:
    """Build the package, and return it."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if not Path(f"/usr/bin/python{version}").exists():
        sys.exit(
            "The package needs Debian's own Python: build it with 'make package PYTHON=/usr/bin/python3'."
        )
    stage = ROOT / "build" / "package"
    shutil.rmtree(stage, ignore_errors=True)
    environment(stage / HOME, version)
    install_libraries(stage / HOME)
    install_scripts(stage / HOME)
    (stage / HOME / "sbom.cdx.json").write_text(bill(stage / HOME, cyclonedx))
    settle(stage, version)
    return packed(stage, target)


def environment(home: Path, version: str) -> None:
    """Make a virtual environment around Debian's Python, without anything that knows where it was made."""
    (home / "bin").mkdir(parents=True)
    (home / "lib" / f"python{version}" / "site-packages").mkdir(parents=True)
    (home / "bin" / "python3").symlink_to(f"/usr/bin/python{version}")
    (home / "pyvenv.cfg").write_text(
        f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {version}\n"
    )


def install_libraries(home: Path) -> None:
    """Install the desk and its libraries, without compiling anything."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = [name for name in told["project"]["optional-dependencies"] if name not in MADE_HERE]
    wheels = home.parent.parent.parent / "wheels"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", wheels, ROOT], check=True)
    [desk] = sorted(wheels.glob("patient_desk-*.whl"))[-1:]
    subprocess.run(
        [
            *(*pip, "--python", home / "bin" / "python3", "install", "--no-compile"),
            *("--only-binary", ":all:", "--no-binary", SOURCE, f"{desk}[{','.join(extras)}]"),
        ],
        check=True,
    )
    for made in (home / "bin").iterdir():
        if made.name != "python3":
            made.unlink()
    for told_where in home.rglob("direct_url.json"):
        told_where.unlink()


def install_scripts(home: Path) -> None:
    """Install what draws the desk in a browser, where npm is."""
    if not shutil.which("npm"):
        print("npm is missing: the package will not hold what draws the desk in a browser.")
        return
    packages = json.loads(
        asked(home, "import json; from kiosk.browser.emulator import PACKAGES; print(json.dumps(PACKAGES))")
    )
    subprocess.run(
        ["npm", "install", "--global", "--ignore-scripts", "--silent", "--prefix", home, *packages],
        check=True,
    )


def asked(home: Path, question: str) -> str:
    """Ask something of the desk that was installed."""
    return subprocess.run(
        [home / "bin" / "python3", "-I", "-c", question], check=True, capture_output=True, text=True
    ).stdout


def bill(home: Path, cyclonedx: str) -> str:
    """Return the list of what is inside, as CycloneDX: Python's libraries and the browser's scripts."""
    words = [cyclonedx, "environment", "--pyproject", ROOT / "pyproject.toml", "--output-reproducible"]
    told = subprocess.run(
        [*words, home / "bin" / "python3"], check=True, capture_output=True, text=True
    ).stdout
    listed = json.loads(told)
    for file in sorted((home / "lib" / "node_modules").glob("@*/*/package.json")):
        package = json.loads(file.read_text("utf-8"))
        name, version = package["name"], package["version"]
        purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
        found = {"type": "library", "name": name, "version": version, "purl": purl, "bom-ref": purl}
        listed["components"].append(found | {"licenses": [{"license": {"id": package["license"]}}]})
    return json.dumps(listed, indent=1)


def settle(stage: Path, version: str) -> None:
    """Put everything else where Debian has it, and compile what Python reads."""
    start = stage / HOME / "bin" / "kiosk"
    start.write_text(START.format(home=HOME))
    start.chmod(0o755)
    (stage / "usr" / "bin").mkdir(parents=True)
    (stage / "usr" / "bin" / "kiosk").symlink_to(f"/{HOME}/bin/kiosk")
    compileall.compile_dir(
        stage / HOME / "lib" / f"python{version}", quiet=2, stripdir=str(stage), prependdir="/"
    )
    shutil.copytree(FILES, stage / "usr" / "share" / "patient-desk" / "packaging")
    carry(stage, UNITS, 0o644, *FILES.rglob("*.service"), *FILES.rglob("*.timer"))
    carry(stage, Path("etc/kiosk"), 0o755, FILES / "kiosk-session", *FILES.rglob("glass-*"))
    (stage / "etc" / "kiosk" / "kiosk.toml").write_text('data = "/var/lib/kiosk"\n')


def carry(stage: Path, folder: Path, mode: int, *files: Path) -> None:
    """Copy files into a folder of the package."""
    (stage / folder).mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copyfile(file, stage / folder / file.name)
        (stage / folder / file.name).chmod(mode)


def packed(stage: Path, target: Path) -> Path:
    """Pack what was staged; return the package."""
    size = sum(file.lstat().st_size for file in stage.rglob("*") if not file.is_dir()) >> 10
    machine = subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True)
    major, minor = sys.version_info[:2]
    control = stage / "DEBIAN"
    shutil.copytree(FILES / "debian", control)
    shutil.rmtree(stage / "usr" / "share" / "patient-desk" / "packaging" / "debian")
    facts = {"version": desk_version(), "machine": machine.stdout.strip(), "size": size}
    (control / "control").write_text(
        CONTROL.format(**facts, python=f"{major}.{minor}", next=f"{major}.{minor + 1}")
    )
    kept = sorted(file.relative_to(stage) for file in (stage / "etc").rglob("*") if file.is_file())
    (control / "conffiles").write_text("".join(f"/{file}\n" for file in kept))
    for script in ("postinst", "prerm", "postrm"):
        (control / script).chmod(0o755)
    target.mkdir(exist_ok=True)
    built = target / f"patient-desk_{facts['version']}_{facts['machine']}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zzstd", "-z6", "--build", stage, built], check=True)
    return built


def desk_version() -> str:
    """Return the version of the desk."""
    told = (ROOT / "kiosk" / "__init__.py").read_text("utf-8")
    return next(row.split('"')[1] for row in told.splitlines() if row.startswith("__version__"))


if __name__ == "__main__":
    os.umask(0o022)
    print(main(sys.argv[1]))
