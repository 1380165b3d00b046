"""Several entries one after the other, filed together: what they share stands on top."""

from __future__ import annotations

import json
from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from kiosk.i18n import _, ngettext, pick
from kiosk.records import Case
from kiosk.records.faults import StoreFault
from kiosk.rules.drafts import Draft
from kiosk.rules.refusal import Refusal
from kiosk.rules.rights import may
from kiosk.screens.console.entry_form import FROM_NEEDS, Begun, EntryForm, Values, draft_of
from kiosk.screens.console.frame import Act, ConsoleScreen
from kiosk.screens.console.keeping import KeepingScreen
from kiosk.services.public_view import KIND_WORDS
from kiosk.widgets.entry_rows import FindRow, LineRow
from kiosk.widgets.words import Words


class BatchScreen(KeepingScreen):
    """Override `head`, `rows`, `heading`, `add_label` and `file_all`."""

    rows: Sequence[str] = ()

    def __init__(self) -> None:
        super().__init__()
        self.entered: list[Values] = []
        self._is_filing = False

    def head(self) -> list[Widget]:
        """Return the rows that all entries share."""
        return []

    def heading(self, count: int) -> str:
        """Say how many are entered."""
        return ""

    def add_label(self) -> str:
        """Say what one more is called."""
        return ""

    def drafts(self) -> list[Draft]:
        """Return what is entered, as drafts."""
        return [draft_of(values, Begun.of(values), self.app.settings.desk) for values in self.entered]

    async def file_all(self) -> list[Case]:
        """File what is entered, or refuse."""
        return []

    def body(self) -> ComposeResult:
        """Yield what is shared, the form of one, and the list of those entered."""
        listed = OptionList(id="entered-list", markup=False)
        listed.can_focus = False
        yield Vertical(*self.head(), id="batch-head")
        with Container(id="batch"):
            yield EntryForm(self.rows, self.app.hospital, {"kind": "complaint"})
            with Vertical(id="entered"):
                yield Words(self.heading(0), id="entered-head")
                yield listed

    def acts(self) -> list[Act]:
        """Return what can be done."""
        why_not = _(may(self.app.who, "register") or "")
        taken = "" if self.entered else _("Nothing is entered yet.")
        return [
            Act("ctrl+n", self.add_label(), self.add, is_first=True),
            Act("ctrl+s", _("File all"), self.file, why_not=why_not, is_first=True),
            Act("f8", _("Take out"), self.take_out, why_not=taken, is_first=True),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    # What stands in it

    @property
    def form(self) -> EntryForm:
        """Return the form of one entry."""
        return self.query_one(EntryForm)

    def shared(self) -> Values:
        """Return what stands on top."""
        rows = self.query("#batch-head LineRow, #batch-head FindRow")
        return {row.key: row.value for row in rows if isinstance(row, LineRow | FindRow)}

    def to_keep(self) -> Values:
        """Return everything entered, and what stands in the form."""
        form = {} if self.form.is_empty else self.form.values()
        if not (self.entered or form):
            return {}
        return self.shared() | {"entered": json.dumps(self.entered), "form": json.dumps(form)}

    async def put_back(self, values: Values) -> None:
        """Put back what was kept."""
        for row in self.query("#batch-head LineRow, #batch-head FindRow"):
            if isinstance(row, LineRow | FindRow):
                row.value = values.get(row.key, "")
        self.entered = json.loads(values.get("entered", "[]"))
        self.form.fill(json.loads(values.get("form", "{}")))
        self.form.focus_words()
        self.show()

    def show(self) -> None:
        """Show what is entered."""
        listed = self.query_one("#entered-list", OptionList)
        listed.clear_options()
        listed.add_options([Option(self.row(values)) for values in self.entered])
        listed.can_focus = bool(self.entered)
        listed.highlighted = len(self.entered) - 1 if self.entered else None
        self.query_one("#entered-head", Words).words = self.heading(len(self.entered))
        self.draw_frame()

    def row(self, values: Values) -> Content:
        """Return one entry as a row."""
        hospital = self.app.hospital
        kind, about = values.get("kind", ""), values.get("about", "")
        found = hospital.need(about) if kind in FROM_NEEDS else hospital.category(about)
        words = " ".join(values.get("words", "").split())
        told = [_(KIND_WORDS.get(kind, "")), pick(found.name) if found else "", words]
        return Content("  ".join(filter(None, told)))

    @on(Input.Changed)
    @on(FindRow.Changed)
    def _shared_changed(self) -> None:
        self._dirty = True

    # What can be done

    def add(self) -> None:
        """Put what stands in the form into the list, and begin the next."""
        self.is_added()

    def is_added(self) -> bool:
        """Put what stands in the form into the list, or say why not."""
        if trouble := self.form.trouble():
            self.say(trouble, is_bad=True)
            return False
        self.entered.append(self.form.values() | Begun.at_moment(self.app.now()).kept())
        self.form.clear()
        self._dirty = True
        self.show()
        self.form.focus_first()
        return True

    def take_out(self) -> None:
        """Take one out of the list and into the form, to be mended or left."""
        if not self.form.is_empty:
            self.say(_("First finish what stands in the form."), is_bad=True)
            return
        place = self.query_one("#entered-list", OptionList).highlighted or 0
        self.form.fill(self.entered.pop(place))
        self._dirty = True
        self.show()
        self.form.focus_first()

    @on(OptionList.OptionSelected, "#entered-list")
    def _mend(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        self.take_out()

    async def file(self) -> None:
        """File everything at once; what is against it is said, and nothing entered is lost."""
        if not self.form.is_empty and not self.is_added():
            return
        if self._is_filing:
            return
        self._is_filing = True
        try:
            filed = await self.file_all()
            await self.forget()
        except Refusal as refusal:
            self.say(str(refusal), is_bad=True)
        except StoreFault as fault:
            self.say(fault.mending(), is_bad=True)
        else:
            self.app.switch_screen(FiledTogether(filed))
        finally:
            self._is_filing = False


class FiledTogether(ConsoleScreen):
    """The numbers of what was filed together."""

    def __init__(self, filed: Sequence[Case]) -> None:
        super().__init__()
        self.filed = filed

    def headline(self) -> str:
        """Say how many were filed."""
        count = len(self.filed)
        return ngettext("%(n)d case is filed", "%(n)d cases are filed", count) % {"n": count}

    def body(self) -> ComposeResult:
        """Yield the list of numbers."""
        yield OptionList(*map(self.row, self.filed), id="filed-together", markup=False)

    def row(self, case: Case) -> Content:
        """Return a case as a row."""
        words = " ".join(case.words.split())
        return Content(f"✓ {case.number}  {_(KIND_WORDS[case.kind])}  {words}")

    def acts(self) -> list[Act]:
        """Return what can be done."""
        return [
            Act("enter", _("Open the case"), self.open_case, is_first=True),
            Act("escape", _("Back"), self.go_back, is_first=True),
        ]

    def open_case(self) -> None:
        """Go on with the case under the cursor."""
        from kiosk.screens.console.case import CaseScreen

        place = self.query_one("#filed-together", OptionList).highlighted or 0
        self.app.push_screen(CaseScreen(self.filed[place].uid))

    @on(OptionList.OptionSelected)
    def _open(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        self.open_case()

    def go_back(self) -> None:
        """Close."""
        self.app.pop_screen()
