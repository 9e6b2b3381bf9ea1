"""What is said about a story before it is public: readings of its themes, behaviours, and a manager's decisions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stories.enums import LANGUAGE_NAMES, Band, BehaviourCode, Decision, Source, Theme

from .people import User
from .story import Story


class ThemeReadingQuerySet(models.QuerySet["ThemeReading"]):
    """Reads of readings."""

    def decided(self) -> "ThemeReadingQuerySet":
        """Managers' decisions about stories in a language that is read, with all that readers said of them."""
        decided = self.filter(source=Source.HUMAN, story__language__in=list(LANGUAGE_NAMES))
        return decided.select_related("story").prefetch_related("story__readings").order_by("pk")


class ThemeReading(models.Model):
    """One source's opinion about one theme; a human's never replaces the machine's, nor the other way round.

    `evidence` is a list of `{"start", "end", "text"}`: character offsets into the story's text as it was when
    read, and the words that stood there.
    """

    story = models.ForeignKey(Story, models.CASCADE, related_name="readings")
    theme = models.CharField(_("theme"), max_length=20, choices=Theme)
    source = models.CharField(_("source"), max_length=8, choices=Source)
    value = models.SmallIntegerField(_("value"))
    strength = models.PositiveSmallIntegerField(_("strength"), default=0)
    band = models.CharField(_("band"), max_length=8, choices=Band, default=Band.NOTHING)
    evidence = models.JSONField(default=list, blank=True)
    engine_version = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ThemeReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme reading")
        verbose_name_plural = _("theme readings")
        ordering = ["theme", "source"]
        constraints = [
            models.UniqueConstraint(fields=["story", "theme", "source"], name="reading_once_a_source"),
            models.CheckConstraint(condition=Q(value__range=(-1, 1)), name="reading_value"),
            models.CheckConstraint(condition=Q(strength__range=(0, 100)), name="reading_strength"),
            models.CheckConstraint(
                condition=Q(source=Source.MACHINE, engine_version__gt="") | ~Q(source=Source.MACHINE),
                name="reading_names_its_engine",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story_id} {self.theme} {self.source}: {self.value:+d}"


class StoryTheme(models.Model):
    """A theme that counts for a story, shown or missing, once all readings are weighed. Written by `tagging`."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="themes")
    theme = models.CharField(_("theme"), max_length=20, choices=Theme)
    value = models.SmallIntegerField(_("value"))
    strength = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=8, choices=Source)

    class Meta:
        verbose_name = _("theme of a story")
        verbose_name_plural = _("themes of stories")
        ordering = ["-strength", "theme"]
        indexes = [models.Index(fields=["theme", "story"], name="storytheme_theme")]
        constraints = [
            models.UniqueConstraint(fields=["story", "theme"], name="storytheme_once"),
            models.CheckConstraint(condition=Q(value__in=[-1, 1]), name="storytheme_value"),
        ]

    def __str__(self) -> str:
        return f"{self.story_id} {self.theme}: {self.value:+d}"

    @property
    def missing(self) -> bool:
        """Whether the text shows that the theme was lacking."""
        return self.value < 0


class Behaviour(models.Model):
    """One of the sixteen behaviours that the text shows, with the sentence that proves it."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="behaviours")
    code = models.CharField(_("behaviour"), max_length=24, choices=BehaviourCode)
    evidence = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("behaviour")
        verbose_name_plural = _("behaviours")
        constraints = [models.UniqueConstraint(fields=["story", "code"], name="behaviour_once")]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.code}"


class Review(models.Model):
    """One decision of a manager, with the words that went with it."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="reviews")
    by = models.ForeignKey(User, models.PROTECT, related_name="reviews")
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.decision}"
