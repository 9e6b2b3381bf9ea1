"""The page of telling: passages, what is around them, who was in it, to one `telling.Draft`.

Nothing here is required while writing. What is missing for sending is asked by `Telling.ask_for_the_rest`, once.
The fields themselves are in `passages`.
"""

import re
import uuid
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseFormSet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from stories import discretion
from stories.actions.telling import CreditDraft, Draft
from stories.enums import Kind, Stage, Voice
from stories.models import Credit, Membership, Organisation, Story, User
from stories.models.parts import MOMENTS_AT_MOST

from .passages import AroundForm, MomentForm, MomentForms, around_initial, moment_initial, usual_audience

_KEY: Final = re.compile(r"[0-9]{1,18}")

#: Fewer characters than this say too little to thank somebody for.
ENOUGH: Final = 15
#: Colleagues to press on; the others are in a list.
NEAR_AT_MOST: Final = 5
OTHERS_AT_MOST: Final = 500
ROLES_AT_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person, or one role, to press on under "Who was it?"."""

    value: str
    label: str
    chosen: bool
    role: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to be mended: the id of the field, its name, and the sentence that stands beside it."""

    anchor: str
    field: str
    sentence: str


class Telling:
    """The whole page of one story: the passages, what is around them, who was in it.

    `posted` is what came from the browser, else the page shows the story, or an empty one. Reads the colleagues
    of the organisation and nothing else; it writes nothing.
    """

    def __init__(
        self,
        user: User,
        organisation: Organisation,
        *,
        key: uuid.UUID | None = None,
        story: Story | None = None,
        posted: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[Any]] | None = None,
        one_more: bool = False,
    ) -> None:
        self.user, self.organisation, self.story, self.posted = user, organisation, story, posted
        self.key = story.key if story else key or uuid.uuid4()
        moments = list(story.moments.all()) if story and posted is None else []
        shown = [moment_initial(moment) for moment in moments]
        if posted is None and (one_more or not shown) and len(shown) < MOMENTS_AT_MOST:
            shown.append({"stage": moments[-1].stage if moments else Stage.DURING})
        self.moments: BaseFormSet[MomentForm] = MomentForms(
            posted, prefix="moment", initial=None if posted is not None else shown
        )
        if one_more and posted is None:
            self.moments.forms[-1].fields["text"].widget.attrs["autofocus"] = True
        self.around = AroundForm(posted, files, initial=around_initial(story))

    def is_valid(self) -> bool:
        """Whether all that was posted can be kept as it is."""
        return self.moments.is_valid() and self.around.is_valid()

    @property
    def blank(self) -> bool:
        """Whether nothing worth keeping was written or chosen yet."""
        return not any(form["text"].value() for form in self.moments) and not (
            self.around["title"].value() or self.around["short"].value() or self.around.files
        )

    @property
    def where(self) -> str:
        """The place that stands above the page: the person's team, else the organisation."""
        team = self.story.team if self.story else None
        if self.story is None:
            own = Membership.objects.of(self.user).filter(organisation=self.organisation).select_related("team").first()
            team = own.team if own else None
        return team.name if team else self.organisation.name

    @property
    def more_open(self) -> bool:
        """Whether something to be mended hides under "More"."""
        return bool(set(self.around.errors) - {"cost", "cost_any", "had_to_ask"}) if self.posted is not None else False

    @property
    def text(self) -> str:
        """All passages as they are written now."""
        return "\n\n".join(str(form["text"].value() or "").strip() for form in self.moments)

    def draft(self, *, leave_out: int | None = None, take_out: bool = False) -> Draft:
        """Return the clean story; without the passage at `leave_out`, or without what points to a customer."""
        passages = [form.draft() for place, form in enumerate(self.moments) if place != leave_out]
        if take_out:
            points = discretion.details(self.text)
            passages = [replace(passage, text=discretion.without(passage.text, points)) for passage in passages]
        said = self.around.cleaned_data
        kind = said.get("kind") or Kind.EXTRA_MILE
        return Draft(
            moments=tuple(passages),
            credits=tuple(self.credited()),
            title=said["title"],
            short=said["short"],
            place=said["place"],
            kind=kind,
            audience=said.get("audience") or usual_audience(kind),
            voice=said.get("voice") or Voice.EMPLOYEE,
            language=said.get("language") or "",
            had_to_ask=said.get("had_to_ask") or "",
            cost=said.get("cost"),
            tags=said["tags"],
        )

    # --- who was it ---------------------------------------------------------------------------------------
    @cached_property
    def _given(self) -> dict[str, CreditDraft]:
        """What stands under "Who was it?" now, by the value of its box: a person's id, or r0, r1, … for roles."""
        if self.posted is None:
            rows = Credit.objects.with_consents().filter(story=self.story) if self.story else []
            drafts = [CreditDraft(person=row.person, role=row.role, part=row.part) for row in rows]
        else:
            drafts = _posted_credits(self.posted, self._members)
        roles = (f"r{number}" for number in range(len(drafts)))
        return {str(draft.person.pk) if draft.person else next(roles): draft for draft in drafts}

    @cached_property
    def _members(self) -> dict[int, User]:
        """Everybody whom a story of this organisation can credit, nearest first: me, those credited last, my team."""
        others = Membership.objects.colleagues_of(self.user, self.organisation)[:OTHERS_AT_MOST]
        people = {self.user.pk: self.user, **{membership.user.pk: membership.user for membership in others}}
        if self.story:
            people.update({person.pk: person for person in User.objects.filter(credits__story=self.story)})
        credited = Credit.objects.last_given_by(self.user).values_list("person", flat=True)[:50]
        order = {pk: place for place, pk in enumerate(dict.fromkeys([self.user.pk, *credited]))}
        return dict(sorted(people.items(), key=lambda item: order.get(item[0], len(order))))

    def credited(self) -> list[CreditDraft]:
        """Return who is credited, in the order of the page."""
        return list(self._given.values())

    @property
    def near(self) -> list[Somebody]:
        """Me, the nearest colleagues, and whoever is credited already: each a word to press."""
        near = list(self._members.values())[: NEAR_AT_MOST + 1]
        shown = {person.pk: person for person in near}
        shown.update({d.person.pk: d.person for d in self._given.values() if d.person})
        firsts = [person.first_name for person in shown.values()]
        return [self._somebody(person, clear=firsts.count(person.first_name) == 1) for person in shown.values()]

    @property
    def others(self) -> list[User]:
        """Everybody else, for the list, by name."""
        shown = {somebody.value for somebody in self.near}
        rest = (person for pk, person in self._members.items() if str(pk) not in shown)
        return sorted(rest, key=lambda person: person.name.casefold())

    @property
    def roles(self) -> list[Somebody]:
        """Those who are not to be named, and one empty place."""
        given = [Somebody(value, "", True, d.role, d.part) for value, d in self._given.items() if not d.person]
        return [*given, Somebody("", "", False)][:ROLES_AT_MOST]

    @property
    def unnamed(self) -> bool:
        """Whether "Do not name" is pressed."""
        return len(self.roles) > 1

    def _somebody(self, person: User, *, clear: bool) -> Somebody:
        given = self._given.get(str(person.pk))
        label = str(_("Me")) if person == self.user else person.first_name if clear else person.name
        if given is None:
            return Somebody(str(person.pk), label, chosen=False)
        return Somebody(str(person.pk), label, True, given.role, given.part)

    # --- before it is sent --------------------------------------------------------------------------------
    def ask_for_the_rest(self, reader: str) -> bool:
        """Put beside their fields what sending needs and writing did not; return whether nothing is missing."""
        last = self.moments.forms[-1]
        if len("".join(self.text.split())) < ENOUGH:
            last.add_error(
                "text", _("A few more words, so that %(name)s can thank the right person.") % {"name": reader}
            )
        elif self.around.cleaned_data.get("kind") == Kind.RECOVERY and not self._tells_a_recovery():
            self.around.add_error(
                "kind",
                _(
                    "A recovery has two sides: what went wrong, and how it was put right. Tell each as a moment of its "
                    "own, with a face below “As expected” for what went wrong. If something extra came on top, add it."
                ),
            )
        return not self.problems

    def _tells_a_recovery(self) -> bool:
        told = [form.moment() for form in self.moments if form["text"].value()]
        return len(told) > 1 and any((moment.feeling or 0) < 0 for moment in told)

    @property
    def pointing(self) -> list[str]:
        """The stretches of the text that can point to a customer."""
        return discretion.details(self.text)

    @property
    def unseen(self) -> bool:
        """Whether the text holds such a stretch that the author was not shown yet."""
        seen = set(self.posted.getlist("seen")) if self.posted is not None else set()
        return not seen.issuperset(self.pointing)

    @property
    def problems(self) -> list[Problem]:
        """What is to be mended, in the order of the page."""
        if self.posted is None:
            return []
        found = [
            Problem(form[name].auto_id, str(_("Moment %(number)d") % {"number": form.number}), str(error))
            for form in self.moments
            for name, errors in form.errors.items()
            for error in errors
        ]
        found += [
            Problem(self.around[name].auto_id, str(self.around[name].label), str(error))
            for name, errors in self.around.errors.items()
            for error in errors
        ]
        return found + [Problem("moments", str(_("The moments")), str(e)) for e in self.moments.non_form_errors()]


def _posted_credits(posted: QueryDict, members: dict[int, User]) -> list[CreditDraft]:
    """Return who was pressed, without those who do not belong here; a role counts while "Do not name" is pressed."""
    chosen = dict.fromkeys(int(value) for value in posted.getlist("who") if _KEY.fullmatch(value))
    drafts = [
        CreditDraft(
            person=members[pk],
            role=posted.get(f"role-{pk}", "")[:120] or members[pk].job_title,
            part=posted.get(f"part-{pk}", "")[:160],
        )
        for pk in chosen
        if pk in members
    ]
    if "unnamed" not in posted:
        return drafts
    roles, parts = posted.getlist("role")[:ROLES_AT_MOST], posted.getlist("part")
    parts += [""] * len(roles)
    drafts += [
        CreditDraft(role=role[:120], part=part[:160]) for role, part in zip(roles, parts, strict=False) if role.strip()
    ]
    return drafts
