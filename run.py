"""What stands behind `make`: a virtual environment with what is asked for, made once, and then the way in.

Needs nothing but the standard library and any pip of this Python; the venv module's own pip (python3-venv on
Debian) is not needed.
"""

import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / os.environ.get("VENV", ".venv")
PYTHON = VENV / "bin" / "python"
PACKAGES = (
    *("chromium", "fonts-noto-cjk", "fonts-dejavu-core", "openssh-server", "tmux", "xterm", "xvfb"),
    *("matchbox-window-manager", "xdotool", "postgresql"),
    *("xserver-xorg-core", "xserver-xorg-video-dummy", "librime-bin", "espeak-ng", "systemd", "openssl"),
    *("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
)
"""Debian packages of the tests: browser, fonts, terminals, a touch device, pinyin, voice, servers, pages."""


def run(args):
    """Open the front desk."""
    install("print,calendar")
    enter([VENV / "bin" / "kiosk", *args])


def test(args):
    """Run the tests."""
    install_packages()
    install("test")
    install_emulator()
    enter([PYTHON, "-m", "pytest", "-n", workers(), "--dist", "loadfile", *args])


def workers():
    """Say how many processes test at once: a test of a screen waits for half of its time."""
    return str(min(8, 2 * (os.cpu_count() or 1)))


def check(args):
    """Check form, types, who may know whom, and that every language says everything."""
    install("test")
    tools = VENV / "bin"
    checks = {
        "form": [tools / "ruff", "format", "--check", "."],
        "lint": [tools / "ruff", "check", "."],
        "types": [tools / "mypy"],
        "imports": [tools / "lint-imports"],
        "catalogues": [PYTHON, "scripts/catalogues.py", "check"],
    }
    failed = [
        name for name, command in checks.items() if subprocess.call(command, cwd=ROOT, env=surroundings())
    ]
    if failed:
        raise SystemExit("Not clean: " + ", ".join(failed))


def bench(args):
    """Measure each figure that is claimed, beside its peer."""
    install("test")
    enter([PYTHON, "-m", "benchmarks", *args])


def chaos(args):
    """Let everything go wrong between terminals and their register, and count."""
    install_packages()
    install("test")
    enter([PYTHON, "-m", "scripts.chaos", *args])


def cluster(args):
    """Let leaders of a cluster die under load, and count."""
    install_packages()
    install("test")
    enter([PYTHON, "-m", "scripts.cluster", *args])


def messages(args):
    """Bring the catalogues up to the sentences in the code."""
    install("test")
    enter([PYTHON, "scripts/catalogues.py", "update", *args])


def package(args):
    """Build a Debian package that installs without a network."""
    install("package")
    enter([sys.executable, ROOT / "scripts" / "package.py", VENV / "bin" / "cyclonedx-py", *args])


def audit(args):
    """Ask whether a library is known to be unsafe."""
    install("package")
    enter([PYTHON, "scripts/audit.py", *args])


def install(extras):
    """Install the desk for editing with these extras, unless that was done already."""
    stamp = VENV / ("ready-" + extras.replace(",", "-"))
    state = fingerprint()
    marks = (stamp,) if extras == "package" else (stamp, VENV / "ready-test")
    if not any(is_current(mark, state) for mark in marks):
        need_pip()
        make_environment(state)
        pip_install(f".[{extras}]")
        compile_bytecode()
        stamp.write_text(state)


def is_current(stamp, state):
    """Tell whether this stamp was left by an installation that still fits."""
    return stamp.exists() and stamp.read_text() == state and PYTHON.exists()


def fingerprint():
    """Return what an installation depends on: what is asked for, the Python, and where all this lies."""
    asked = (ROOT / "pyproject.toml").read_bytes() + (ROOT / "hatch_build.py").read_bytes()
    return f"{hashlib.sha256(asked).hexdigest()} {sys.version_info[:2]} {sys.executable} {ROOT}"


def make_environment(state):
    """Make the virtual environment, anew when it belongs to another Python or another place."""
    import venv

    made_for = VENV / "made-for"
    place = state.partition(" ")[2]
    if not is_current(made_for, place):
        say(f"Making a virtual environment in {VENV} …")
        venv.EnvBuilder(clear=True, symlinks=True, with_pip=False).create(VENV)
        made_for.write_text(place)


def need_pip():
    """Refuse to begin without pip."""
    if importlib.util.find_spec("pip") is None:
        raise Missing(
            "pip is missing for this Python: on Debian, run 'apt install python3-pip' and try again."
        )


def pip_install(what):
    """Install with this machine's own pip into the virtual environment."""
    say("Installing what the desk needs; this takes a minute, once …")
    pip = [sys.executable, "-m", "pip", "--python", str(PYTHON), "--disable-pip-version-check", "--quiet"]
    if subprocess.call([*pip, "install", "--editable", what], cwd=ROOT, env=surroundings()):
        raise Missing(
            "Installing did not work (see above): check the network or the package index and try again."
        )


def compile_bytecode():
    """Compile the desk as pip compiles what it copies, so that also a first start is a quick one."""
    subprocess.call([PYTHON, "-m", "compileall", "-q", "kiosk"], cwd=ROOT, env=surroundings())


def install_packages():
    """Install the Debian packages that are missing; elsewhere the tests themselves say what they lack."""
    missing = [name for name in PACKAGES if shutil.which("dpkg-query") and not is_installed(name)]
    if shutil.which("dpkg-query") and not shutil.which("npm"):
        missing.append("npm")
    if not missing:
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        raise Missing(f"The tests need {', '.join(missing)}: run 'sudo {' '.join(command)}' and try again.")
    say(f"Installing {', '.join(missing)} …")
    calm = {**surroundings(), "DEBIAN_FRONTEND": "noninteractive"}
    if any(subprocess.call(step, env=calm) for step in (["apt-get", "update"], command)):
        raise Missing("apt-get did not work (see above): check the network and try again.")


def install_emulator():
    """Install the script that draws the desk in a browser, where none is found."""
    ask = "from kiosk.browser import emulator; print('' if emulator.find() else emulator.command())"
    asked = subprocess.run([PYTHON, "-c", ask], cwd=ROOT, env=surroundings(), capture_output=True, text=True)
    command = shlex.split(asked.stdout)
    if asked.returncode or (command and subprocess.call(command, env=surroundings())):
        raise Missing(
            f"The terminal emulator's script is missing: run '{asked.stdout.strip()}' and try again."
        )


def is_installed(package):
    """Tell whether Debian holds this package as installed."""
    query = ["dpkg-query", "--show", "--showformat=${Status}", package]
    found = subprocess.run(query, capture_output=True, text=True, check=False)
    return found.stdout.endswith("ok installed")


def enter(command):
    """Become this command."""
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execve(command[0], [str(part) for part in command], surroundings())


def surroundings():
    """Return the environment without what would bring in another Python's packages."""
    strange = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
    return {name: value for name, value in os.environ.items() if name not in strange}


def say(sentence):
    """Tell whoever waits what is going on."""
    print(sentence, flush=True)


class Missing(Exception):
    """Something that the machine lacks, said in one sentence with what to do."""


COMMANDS = {
    command.__name__: command
    for command in (run, test, check, bench, chaos, cluster, messages, package, audit)
}


def main(args):
    """Do what the first word says and return the exit code."""
    if sys.version_info < (3, 11):
        raise Missing("Python 3.11 or newer is needed: set it with 'make run PYTHON=/path/to/python3.11'.")
    if not args or args[0] not in COMMANDS:
        raise Missing(f"Say one of: {', '.join(COMMANDS)}.")
    COMMANDS[args[0]](args[1:])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Missing as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
