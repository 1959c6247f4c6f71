"""By which rules the farm starts and stops machines: seen, changed, and applied only when people say so."""

from __future__ import annotations

import time
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import ErrorInfo
from app.core.fleet import InstanceState, ScalingPolicy
from app.core.messages import ScalingChange
from app.farm.scaling.checks import policy_problems
from app.farm.scaling.views import UP
from app.ui.controllers.farm_fleet import FarmFleet
from app.ui.controllers.what_if import WhatIf
from app.ui.dialogs.confirm import ask
from app.ui.formats import clock_time, money_text
from app.ui.models.cost_guard import guard_of
from app.ui.models.estimate_words import APART, basis_text, cost_text, record_text, what_if_text
from app.ui.models.policy_edit import FIELDS, PolicyEdit
from app.ui.models.scaling_effects import effects
from app.ui.models.scaling_words import problem_text, title_of, value_text
from app.ui.services import Services
from app.ui.widgets.cost_guard_line import CostGuardLine
from app.ui.widgets.error_card import ErrorCard
from app.ui.widgets.group_columns import GroupColumns
from app.ui.widgets.held_focus import HeldFocus
from app.ui.widgets.parts import button, column, label, line, row
from app.ui.widgets.scaling_fields import DeadlineValue, FigureValue, PolicyField, SchedulesValue, SwitchValue
from app.ui.widgets.tall_area import TallArea
from app.ui.words import translate

LEAST_WIDTH: Final = 240
LEAST_HEIGHT: Final = 96
_LEAST_AREA: Final = 40
LEAST_COLUMN: Final = 240
MOST_COLUMN: Final = 340
_PADDING: Final = 12

GROUPS: Final = (
    ("enabled", "dry_run", "minimum", "maximum"),
    ("target_minutes", "deadline", "idle_minutes", "keep_warm", "keep_warm_minutes"),
    ("cost_per_hour", "cost_per_day"),
    ("schedules",),
)

ARRANGED: Final = (
    ((0, 1, 2, 3),),
    ((0, 2), (1, 3)),
    ((0, 2), (1,), (3,)),
    ((0,), (1,), (2,), (3,)),
)
"""Which groups are in which column, by the number of columns."""


class ScalingPanel(QWidget):
    """A view of `FarmFleet.now.policy`. What people edit stays until they apply or discard it."""

    def __init__(self, services: Services, fleet: FarmFleet) -> None:
        super().__init__()
        self.setObjectName("scaling-panel")
        self._services, self._fleet = services, fleet
        self._edit = PolicyEdit()
        self._sent: ScalingPolicy | None = None
        self._unreadable: set[str] = set()
        self._last = FIELDS[0]
        self.what_if = WhatIf(services, fleet, self)
        self._why = label("", wrap=True)
        self._why.setObjectName("scaling-why")
        self._guard = CostGuardLine(services.theme, services.icons)
        self._foretold = label("", wrap=True, selectable=True)
        self._foretold.setObjectName("what-if")
        self._basis = label("", "hint", wrap=True, selectable=True)
        self._others, self._refused = ErrorCard(), ErrorCard(closable=True)
        self._fields = self._make_fields()
        self._count = label("", "hint", wrap=True)
        self._apply = button(self.tr("Apply"), self._ask_to_apply, "primary", name="scaling-apply")
        self._discard = button(self.tr("Discard"), self._forget_edits, name="scaling-discard")
        self._lay_out()
        fleet.changed.connect(self.show_now)
        fleet.accepted.connect(self._accepted)
        fleet.refused.connect(self._not_accepted)
        services.farm.place_changed.connect(self._other_farm)
        services.theme.changed.connect(self._dress)
        self.what_if.changed.connect(self._foretell)
        services.farm.jobs_changed.connect(self._foretell)
        self.show_now()

    @property
    def field(self) -> dict[str, PolicyField]:
        """The fields by the names of the policy's."""
        return self._fields

    def show_now(self) -> None:
        """Show what was seen last; what is being edited stays as it is."""
        part = self._fleet.now
        why = self._why_not()
        has_machines = part is not None and bool(part.provider)
        if part is not None and has_machines:
            self._edit.saw(part.policy)
            self._guard.say(guard_of(part), faded=bool(self._services.farm.link.error))
        self._why.setText(why)
        self._why.setVisible(bool(why))
        for one in (self._guard, self._form):
            one.setVisible(has_machines)
        if why or not has_machines:
            self._focus.before_leaving(self._form)
        self._form.setEnabled(not why)
        self._form.setToolTip(why)
        self._say_others()
        self._say_fields()
        self._foretell()
        if not why:
            again = self._apply.isEnabled() and self._ends.isVisible()
            self._focus.give_back(self._apply if again else self._fields[self._last].value)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """It scrolls, so it asks for no more height than it needs: what is around it is to stay in sight."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """No: whatever is in it, it fits into the height that there is."""
        return False

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Somebody looks."""
        super().showEvent(event)
        self.what_if.watch()
        self.show_now()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Nobody does any more."""
        super().hideEvent(event)
        self.what_if.unwatch()

    def _make_fields(self) -> dict[str, PolicyField]:
        on = self.tr("The farm starts and stops machines by these rules. Off: people do.")
        dry = self.tr("What would be done is only written into the activities: read them for a day before it acts.")
        found = {
            "enabled": PolicyField(title_of("enabled"), SwitchValue(title_of("enabled"), on), tooltip=on, titled=False),
            "dry_run": PolicyField(
                title_of("dry_run"), SwitchValue(title_of("dry_run"), dry), tooltip=dry, titled=False
            ),
        }
        for name, (unit, decimals, empty, tooltip) in _figures().items():
            found[name] = PolicyField(
                title_of(name), FigureValue(unit, decimals=decimals, empty=empty), tooltip=tooltip
            )
        for name in ("cost_per_hour", "cost_per_day"):
            tooltip = self.tr("In US dollars, by list prices; empty: no cap. Hours and days are those of UTC.")
            cap = FigureValue(decimals=2, empty=0.0, dollars=True)
            cap.box.setPlaceholderText(self.tr("no cap"))
            found[name] = PolicyField(title_of(name), cap, tooltip=tooltip)
        found["deadline"] = PolicyField(
            title_of("deadline"),
            DeadlineValue(title_of("deadline")),
            tooltip=self.tr("In local time. It takes the place of the time within which all is to be drawn."),
        )
        found["schedules"] = PolicyField(
            title_of("schedules"),
            SchedulesValue(self._services.icons),
            tooltip=self.tr("At these times at least so many machines run."),
            titled=False,
        )
        for name, one in found.items():
            one.setObjectName(f"scaling-{name}")
            value = one.value
            assert isinstance(value, (FigureValue, DeadlineValue, SwitchValue, SchedulesValue))
            value.edited.connect(partial(self._edited, name))
        return found

    def _lay_out(self) -> None:
        groups = []
        for number, names in enumerate(GROUPS):
            group = QWidget()
            parts: list[QWidget] = [label(title_of("schedules"), "strong")] if number == len(GROUPS) - 1 else []
            group.setLayout(column(*parts, *(self._fields[name] for name in names)))
            groups.append(group)
        scale = self._services.theme.pixels(100) / 100
        self._form = GroupColumns(groups, ARRANGED, least=round(LEAST_COLUMN * scale), most=round(MOST_COLUMN * scale))
        inside = QWidget()
        inside.setLayout(
            column(
                self._why,
                self._guard,
                column(self._foretold, self._basis, gap=4),
                self._others,
                self._refused,
                line(),
                self._form,
                gap=12,
                margin=_PADDING,
            )
        )
        inside_layout = inside.layout()
        assert isinstance(inside_layout, QVBoxLayout)
        inside_layout.addStretch(1)
        self._area = TallArea()
        self._area.setWidget(inside)
        self._focus = HeldFocus(self._area)
        # Where long words in large letters need more than there is, nothing may be out of reach.
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._ends = QWidget()
        ends = row(self._count, self._discard, self._apply, gap=8)
        ends.setContentsMargins(_PADDING, 4, _PADDING, 8)
        ends.setStretch(0, 1)
        self._ends.setLayout(ends)
        self.setLayout(column(self._area, self._ends, gap=0))
        self._dress()

    def _dress(self) -> None:
        """The text size is another."""
        wide = round(LEAST_WIDTH * max(1.0, self._services.theme.scale))
        self._area.setMinimumSize(wide, _LEAST_AREA)
        self.setMinimumSize(wide, LEAST_HEIGHT)

    # What is shown.

    def _why_not(self) -> str:
        """Why nothing can be changed; empty where it can."""
        farm, part = self._services.farm, self._fleet.now
        if farm.is_here:
            return self.tr("You render on this computer. Connect a farm to use more machines.")
        if farm.link.error is not None:
            if part is None:
                return self.tr("The farm does not answer.")
            text = self.tr("The farm does not answer. What you see is as of %1; what you changed is kept.")
            return text.replace("%1", clock_time(part.as_of))
        if part is None:
            return self.tr("Looking at the farm’s machines…")
        if not part.provider:
            return self.tr(
                "This farm has no machines that can be started and stopped. The setting “fleet” of its manager says "
                "where they are."
            )
        return self.tr("Your changes are being applied…") if self._sent is not None else ""

    def _say_fields(self) -> None:
        edit, now = self._edit, time.time()
        problems = {one.field: problem_text(one) for one in policy_problems(edit.draft)}
        problems |= dict.fromkeys(self._unreadable, self.tr("This is no number that fits here."))
        if edit.draft.deadline != edit.base.deadline and 0 < edit.draft.deadline <= now:
            problems["deadline"] = self.tr("That is past. Give a time that is to come.")
        for name, field in self._fields.items():
            if name not in self._unreadable:
                field.box.show_value(getattr(edit.draft, name))
            was = self.tr("Changed; it was %1.").replace("%1", value_text(edit.base, name))
            field.mark(was if name in edit.changed else "", problems.get(name, ""), self._note(name))
        changed, is_dirty = len(edit.changed), bool(edit.changed) or bool(self._unreadable)
        if not is_dirty:
            self._focus.before_leaving(self._ends)
        self._ends.setVisible(is_dirty)
        count = self.tr("%n change(s), not applied yet", "", changed)
        self._count.setText(self.tr("%n value(s) need attention", "", len(problems)) if problems else count)
        why = self._why_not() or (self.tr("See what is wrong first.") if problems else "")
        if edit.conflicts:
            why = why or self.tr("Choose first what is to hold of what somebody else has changed.")
        for one, usable in ((self._apply, bool(changed) and not why), (self._discard, self._sent is None)):
            if not usable:
                self._focus.before_leaving(one)
            one.setEnabled(usable)
        self._apply.setToolTip(why)

    def _note(self, name: str) -> str:
        """What is worth knowing of a value that is no mistake."""
        draft, part = self._edit.draft, self._fleet.now
        if part is None:
            return ""
        machines = [one for one in part.instances if one.state is not InstanceState.GONE]
        if name == "maximum" and draft.maximum > len(machines):
            return self.tr("The farm has %n machine(s).", "", len(machines))
        if name == "deadline" and 0 < draft.deadline <= time.time() and draft.deadline == self._edit.base.deadline:
            return self.tr("That is past, so that it does not count any more.")
        prices = sorted((one.price or 0.0 for one in machines), reverse=True)[: draft.maximum]
        is_free = not draft.cost_per_day and not draft.cost_per_hour
        most = sum(prices)
        if name == "cost_per_day" and draft.enabled and is_free and most:
            text = self.tr(
                "Without a cap, %n machine(s) may cost %1 per hour for as long as they run.", "", len(prices)
            )
            return text.replace("%1", money_text(most))
        return ""

    def _say_others(self) -> None:
        edit = self._edit
        if not edit.conflicts or edit.theirs is None:
            self._others.clear()
            return
        who = next((one.who for one in reversed(self._fleet.activities) if one.what == "policy"), "")
        title = self.tr("Somebody else has changed what you are changing.")
        if who:
            title = self.tr("%1 has changed what you are changing.").replace("%1", who)
        text = self.tr("%1: it was %2, is %3 now, and you want %4.")
        lines = []
        for name in edit.conflicts:
            told = text.replace("%1", title_of(name)).replace("%2", value_text(edit.base, name))
            lines.append(told.replace("%3", value_text(edit.theirs, name)).replace("%4", value_text(edit.draft, name)))
        shown = ErrorInfo(kind="UsageError", title=title, cause="\n".join(lines))
        if self._others.error != shown:
            actions = [(self.tr("Keep mine"), self._keep_mine), (self.tr("Take theirs"), self._take_theirs)]
            self._others.show_error(shown, actions, level="warn")

    def _foretell(self, *_news: object) -> None:
        """The what-if line."""
        part, found = self._fleet.now, self.what_if.asked
        shown = part is not None and bool(part.provider)
        self._foretold.setVisible(shown)
        faded = self._services.farm.link.error is not None
        for one in (self._foretold, self._basis):
            one.setEnabled(not faded)
        if not self.what_if.waits:
            text, basis = self.tr("Nothing waits to be drawn."), ""
        elif found is None:
            text = self.tr("What waits: measuring…")
            basis = self.what_if.error.title if self.what_if.error is not None else ""
        else:
            text = self.tr("What waits: %1").replace("%1", what_if_text(found.estimate))
            parts = [self.tr("%n worker(s) are there now", "", found.present), basis_text(found.estimate)]
            spent = [one for one in found.estimate.forecasts if one.dollars is not None]
            if spent and (dollars := spent[-1].dollars) is not None:
                cost = self.tr("%1 with %n workers", "", spent[-1].workers).replace("%1", cost_text(dollars))
                parts.append(cost)
            parts.append(record_text(found.estimate.record))
            basis = APART.join(filter(None, parts))
        self._foretold.setText(text)
        self._basis.setText(basis)
        self._basis.setVisible(shown and bool(basis))

    # What people do.

    def _edited(self, name: str) -> None:
        self._last = name
        values = {name: self._fields[name].box.read_value() for name in FIELDS}
        self._unreadable = {name for name, value in values.items() if value is None}
        self._edit.set(**{name: value for name, value in values.items() if value is not None})
        self._say_others()
        self._say_fields()

    def _forget_edits(self) -> None:
        self._edit.discard()
        self._refused.clear()
        self._unreadable.clear()
        self.show_now()

    def _keep_mine(self) -> None:
        self._edit.keep_mine()
        self.show_now()

    def _take_theirs(self) -> None:
        self._edit.take_theirs()
        self.show_now()

    def _ask_to_apply(self) -> None:
        part = self._fleet.now
        if part is None:
            return
        known = effects(part.policy, self._edit.draft, part, waits=self.what_if.waits)
        if not known:
            self._send()
            return
        up = len([one for one in part.instances if one.state in UP])
        ask(
            self,
            self.tr("Apply %n change(s) of the scaling policy?", "", len(self._edit.changed)),
            "\n".join((*known, self.tr("%n machine(s) run now.", "", up))),
            safe=self.tr("Keep editing"),
            verb=self.tr("Apply %n change(s)", "", len(self._edit.changed)),
            answered=self._send,
        )

    def _send(self) -> None:
        if self._why_not() or self._edit.conflicts:
            # What was asked about has changed while the question was open.
            self.show_now()
            return
        self._refused.clear()
        self._sent = self._edit.draft
        self._fleet.scale_by(self._sent, over=self._edit.theirs)
        self.show_now()

    def _accepted(self, order: object) -> None:
        if isinstance(order, ScalingChange) and order.policy == self._sent:
            self._sent = None
            self._edit.saw(order.policy)
            self.show_now()
            self._services.notices.say(self.tr("The scaling policy is in force."))

    def _not_accepted(self, order: object, error: ErrorInfo) -> None:
        if isinstance(order, ScalingChange) and order.policy == self._sent:
            self._sent = None
            self._refused.show_error(error)
            self.show_now()

    def _other_farm(self) -> None:
        self._edit.forget()
        self._sent = None
        self._unreadable.clear()
        self._refused.clear()
        self.show_now()


def _figures() -> dict[str, tuple[str, int, float | None, str]]:
    """The fields that are numbers: unit, decimals, what an empty box means, and what they do."""
    minutes = translate("ScalingPanel", "min")
    return {
        "minimum": ("", 0, None, translate("ScalingPanel", "So many run, whether there is work or not.")),
        "maximum": (
            "",
            0,
            None,
            translate("ScalingPanel", "Of machines above it, idle ones are stopped and busy ones drained."),
        ),
        "target_minutes": (
            minutes,
            1,
            None,
            translate(
                "ScalingPanel", "Machines are started until what is left is predicted to be drawn within this time."
            ),
        ),
        "idle_minutes": (
            minutes,
            1,
            None,
            translate("ScalingPanel", "A machine that drew nothing for so long is stopped."),
        ),
        "keep_warm": ("", 0, 0.0, translate("ScalingPanel", "So many stay on for a while after they drew last.")),
        "keep_warm_minutes": (
            minutes,
            1,
            None,
            translate("ScalingPanel", "So long machines that are kept warm stay on."),
        ),
    }
