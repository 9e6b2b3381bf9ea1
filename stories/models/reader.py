"""What the reading of stories keeps for itself: what it learnt, how far it got, what a language model answered.

Readings of a story are in `review`. Nothing here holds words of a story.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LearntWeightsQuerySet(models.QuerySet["LearntWeights"]):
    """Reads of what was learnt."""

    def active(self) -> "LearntWeights | None":
        """The one that reads along now, or None while the shipped weights read alone."""
        return self.filter(active=True).first()

    def active_version(self) -> tuple[str, str] | None:
        """The version of the one in use and that of the weights it stands on, without the weights themselves."""
        return self.filter(active=True).values_list("version", "base_version").first()

    def before(self, row: "LearntWeights") -> "LearntWeights | None":
        """The run before this one that stands on the same shipped weights, or None."""
        return self.filter(pk__lt=row.pk, base_version=row.base_version).order_by("-pk").first()


class LearntWeights(models.Model):
    """What managers' decisions taught the reader in one run; kept for ever, so that every run can be gone back to.

    `weights` is `{feature: {cell: thousandths of a logit}}`, added to the shipped weights of `base_version`; `cells`
    names those that were switched on. `report` is what `manage.py learn` printed, as plain JSON.
    """

    version = models.CharField(max_length=40, unique=True)
    base_version = models.CharField(max_length=40)
    cells = models.JSONField(default=list)
    weights = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    active = models.BooleanField(_("in use"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LearntWeightsQuerySet.as_manager()

    class Meta:
        verbose_name = _("learnt weights")
        verbose_name_plural = _("learnt weights")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["active"], condition=Q(active=True), name="one_learnt_in_use"),
        ]

    def __str__(self) -> str:
        return self.version


class RescoringQuerySet(models.QuerySet["Rescoring"]):
    """Reads of the runs."""

    def unfinished(self, version: str) -> "Rescoring | None":
        """The run with this version that was interrupted, or None."""
        return self.filter(version=version, finished_at=None).order_by("pk").last()


class Rescoring(models.Model):
    """One reading of all sent stories with one version; an interrupted one goes on after `last_story`.

    `changes` counts, a theme, the stories that gained, lost or turned it: `{"recognition": {"gained": 3, ...}}`.
    """

    version = models.CharField(max_length=40)
    last_story = models.BigIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    changes = models.JSONField(default=dict)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RescoringQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of all stories")
        verbose_name_plural = _("readings of all stories")
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.version}: {self.read}"


class ModelAnswer(models.Model):
    """What a further reader said of one text, so that it is asked once: places in the text, never its words.

    `digest` is the SHA-256 of version, language and text; `answer` holds values, offsets and behaviour codes.
    """

    digest = models.CharField(max_length=64, unique=True)
    answer = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("answer of a language model")
        verbose_name_plural = _("answers of a language model")

    def __str__(self) -> str:
        return self.digest[:12]
