"""A scaling policy that somebody edits while others may change it too. Without Qt."""

from __future__ import annotations

from typing import Final

import msgspec

from app.core.fleet import ScalingPolicy

FIELDS: Final = ScalingPolicy.__struct_fields__


class PolicyEdit:
    """`draft` is what somebody wants, `theirs` what is in force, as it was seen last; None until it was seen once.

    What others change is taken over at once where nothing was edited; where both changed a field to another value, it
    is one of the `conflicts` until it is chosen.
    """

    def __init__(self) -> None:
        self._base: ScalingPolicy | None = None
        self.draft = ScalingPolicy()
        self.theirs: ScalingPolicy | None = None

    @property
    def base(self) -> ScalingPolicy:
        """What `draft` began with; as it is by default until a policy was seen."""
        return self._base if self._base is not None else ScalingPolicy()

    @property
    def changed(self) -> tuple[str, ...]:
        """The fields that were edited."""
        return tuple(name for name in FIELDS if getattr(self.draft, name) != getattr(self.base, name))

    @property
    def conflicts(self) -> tuple[str, ...]:
        """The fields that were edited, and were changed to something else by others."""
        theirs = self.theirs
        if theirs is None:
            return ()
        return tuple(
            name
            for name in self.changed
            if getattr(theirs, name) not in (getattr(self.base, name), getattr(self.draft, name))
        )

    def saw(self, policy: ScalingPolicy) -> None:
        """This policy is in force now."""
        if self._base is None:
            self._base = self.draft = self.theirs = policy
            return
        mine, self.theirs = self.changed, policy
        taken = {name: getattr(policy, name) for name in FIELDS if name not in mine}
        self.draft = msgspec.structs.replace(self.draft, **taken)
        undisputed = {name: getattr(policy, name) for name in FIELDS if name not in self.conflicts}
        self._base = msgspec.structs.replace(self.base, **undisputed)

    def set(self, **values: object) -> None:
        """Edit fields."""
        self.draft = msgspec.structs.replace(self.draft, **values)

    def keep_mine(self) -> None:
        """What was edited is wanted, whatever others changed."""
        self._base = self.theirs

    def take_theirs(self) -> None:
        """What others changed is wanted; what else was edited stays."""
        if self.theirs is not None:
            self.draft = msgspec.structs.replace(
                self.draft, **{name: getattr(self.theirs, name) for name in self.conflicts}
            )
            self._base = self.theirs

    def discard(self) -> None:
        """Nothing that was edited is wanted."""
        self._base = self.theirs
        self.draft = self.base

    def forget(self) -> None:
        """It is another farm now."""
        self._base, self.draft, self.theirs = None, ScalingPolicy(), None
