"""What is asked of whoever sits at the terminal; a password is never taken from anywhere else."""

import sys

from kiosk.commands import Stop
from kiosk.i18n import _


def ask(question: str) -> str:
    """Return one line that was typed."""
    need_terminal()
    try:
        return input(question + " ").strip()
    except EOFError:
        raise Stop(_("Nothing was typed.")) from None


def line(question: str) -> str:
    """Return one line, typed or piped in; never an argument, which everybody on the machine could read."""
    if sys.stdin.isatty():
        return ask(question)
    return sys.stdin.readline().strip()


def new_password(code: str) -> str:
    """Return a password that is good enough and was typed twice, asking until it is."""
    from kiosk.rules import passwords
    from kiosk.rules.refusal import Refusal

    while True:
        password = secret(_("Password of %(code)s:") % {"code": code})
        try:
            passwords.check(password, code)
        except Refusal as refusal:
            print(refusal, file=sys.stderr)
            continue
        if secret(_("Once more:")) == password:
            return password
        print(_("The two are not the same."), file=sys.stderr)


def secret(question: str) -> str:
    """Return one line that was typed without being shown."""
    import getpass
    import warnings

    need_terminal()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(question + " ")
    except EOFError:
        raise Stop(_("Nothing was typed.")) from None
    except getpass.GetPassWarning:
        raise Stop(_("This terminal would show the password. Use another.")) from None


def need_terminal() -> None:
    """Stop where nobody can type."""
    if not sys.stdin.isatty():
        raise Stop(_("Passwords are typed at a terminal only: start this in one, without pipes."))
