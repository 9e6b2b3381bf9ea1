"""The words of what people are told: subject, sentence, link; and the mail made of them.

Whom to tell is decided by the verbs. Words are made when shown, in the reader's language.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from .enums import NoticeKind
from .models import Notice

_ABOUT_REVIEW = {NoticeKind.WAITING}
_ABOUT_CONSENT = {NoticeKind.CONSENT_ASKED, NoticeKind.THANKED}


@dataclass(frozen=True, slots=True)
class Words:
    """What one notice says: a sentence, and the path where the person can act."""

    sentence: str
    path: str


def words(notice: Notice) -> Words:
    """Return the notice's words in the active language."""
    hers = notice.story.author_id == notice.to_id
    title = notice.story.title_for(notice.to_id) or (_("your story") if hers else _("a story that was taken back"))
    by = notice.by.name if notice.by else _("A colleague")
    sentences = {
        NoticeKind.WAITING: _("%(by)s told “%(title)s”. Read it, and thank at once."),
        NoticeKind.RETURNED: _("%(by)s has a question about “%(title)s”. It is back with you."),
        NoticeKind.APPROVED: _("%(by)s read and approved “%(title)s”."),
        NoticeKind.PUBLISHED: _("“%(title)s” is on the wall."),
        NoticeKind.DECLINED: _("%(by)s read “%(title)s” and will not use it. The reason is with it."),
        NoticeKind.WITHDRAWN: _("“%(title)s” was taken off the wall by %(by)s."),
        NoticeKind.THANKED: _("%(by)s thanks you for “%(title)s”."),
        NoticeKind.CONSENT_ASKED: _("You are in “%(title)s”. May your name be shown on its public page?"),
    }
    sentence = sentences[NoticeKind(notice.kind)] % {"by": by, "title": title}
    return Words(sentence=sentence, path=_path(notice))


def _path(notice: Notice) -> str:
    kind = NoticeKind(notice.kind)
    if kind in _ABOUT_REVIEW:
        return reverse("stories:review_story", args=[notice.story.key])
    if kind in _ABOUT_CONSENT:
        return reverse("stories:news")
    return reverse("stories:my_story", args=[notice.story.key])


def send(notice: Notice) -> None:
    """Send the notice by mail, in the language of its receiver; raises what the mail server raises."""
    with translation.override(notice.to.language or settings.LANGUAGE_CODE):
        said = words(notice)
        body = render_to_string(
            "mail/notice.txt",
            {"notice": notice, "sentence": said.sentence, "link": settings.SITE_URL + said.path},
        )
        EmailMessage(subject=" ".join(said.sentence.split())[:180], body=body, to=[notice.to.email]).send()
