"""`kiosk channels`: other systems that may file cases. Whoever runs this is the administrator."""

from argparse import Namespace

from kiosk.commands import DONE, FAILED, Stop, register
from kiosk.commands.people import administrator
from kiosk.config import Settings
from kiosk.i18n import _, pick
from kiosk.rules.refusal import Refusal


def run(args: Namespace, settings: Settings) -> int:
    """Do one thing to the list of channels."""
    acts = {"add": _open, "list": _list, "end": _end}
    with register(settings):
        try:
            acts[args.act](args, settings)
        except Refusal as refusal:
            raise Stop(str(refusal), FAILED) from None
    return DONE


def _open(args: Namespace, settings: Settings) -> None:
    from kiosk.services import channels

    name, now = args.name or args.code, settings.clock()
    key = channels.add(args.code, name, args.source, administrator(), settings, now)
    print(_("The key of %(code)s, shown this once:") % {"code": args.code})
    print(key)


def _end(args: Namespace, settings: Settings) -> None:
    from kiosk.services import channels

    channels.end(args.code, administrator(), settings.clock())
    print(_("The key of %(code)s opens nothing any more.") % {"code": args.code})


def _list(args: Namespace, settings: Settings) -> None:
    from kiosk.services import channels

    for channel in channels.everyone():
        state = _("ended") if channel.ended_at else _("open")
        print(f"{channel.code}  {pick(channel.name)}  {channel.source}  {state}")
