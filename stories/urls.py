"""The addresses of the app, by audience. URL name = view name."""

from django.urls import URLPattern, path

from .feeds import story_feed
from .views import account, engagement, how_read, inside, news, operations, people, reviewing, telling, wall

app_name = "stories"

# Addresses that machines ask for, without a language.
machine_patterns: list[URLPattern] = [
    path("", operations.root, name="root"),
    path("healthz", operations.healthz, name="healthz"),
    path("feeds/stories.atom", story_feed, name="story_feed"),
    path("photos/<uuid:key>.jpg", wall.photo, name="photo"),
]

urlpatterns: list[URLPattern] = [
    # --- everybody
    path("", wall.wall, name="wall"),
    path("about/", wall.about, name="about"),
    path("how-stories-are-read/", how_read.how_read, name="how_read"),
    path("corner/", engagement.corner, name="corner"),
    path("stories/<slug:slug>/", wall.story, name="story"),
    path("stories/<slug:slug>/respond/", engagement.respond, name="respond"),
    path("stories/<slug:slug>/react/", engagement.react, name="react"),
    path("stories/<slug:slug>/comment/", engagement.comment, name="comment"),
    path("stories/<slug:slug>/share/", engagement.share, name="share"),
    # --- who tells
    path("home/", account.home, name="home"),
    path("tell/", telling.tell, name="tell"),
    path("tell/<uuid:key>/", telling.edit, name="edit"),
    path("tell/<uuid:key>/save/", telling.save, name="save"),
    path("tell/<uuid:key>/discard/", telling.discard, name="discard"),
    path("tell/<uuid:key>/photos/<uuid:photo_key>/remove/", telling.remove_photo, name="remove_photo"),
    path("my/", telling.my, name="my"),
    path("my/<uuid:key>/", telling.my_story, name="my_story"),
    path("my/<uuid:key>/withdraw/", telling.withdraw, name="withdraw"),
    path("my/<uuid:key>/reopen/", telling.reopen, name="reopen"),
    path("news/", news.news, name="news"),
    path("consents/<uuid:key>/answer/", news.consent_answer, name="consent_answer"),
    path("thanks/<uuid:key>/show/", news.thanks_show, name="thanks_show"),
    path("stories/<slug:slug>/veto/", news.veto, name="veto"),
    path("inside/", inside.inside, name="inside"),
    path("inside/<uuid:key>/", inside.inside_story, name="inside_story"),
    # --- who reads
    path("review/", reviewing.review, name="review"),
    path("review/comments/", reviewing.review_comments, name="review_comments"),
    path("review/comments/<uuid:key>/", reviewing.decide_comment, name="decide_comment"),
    path("review/<uuid:key>/", reviewing.review_story, name="review_story"),
    path("review/<uuid:key>/reading/", reviewing.correct_reading, name="correct_reading"),
    path("review/<uuid:key>/thank/", reviewing.thank, name="thank"),
    path("review/<uuid:key>/approve/", reviewing.approve, name="approve"),
    path("review/<uuid:key>/publish/", reviewing.publish, name="publish"),
    path("review/<uuid:key>/return/", reviewing.return_to_author, name="return_to_author"),
    path("review/<uuid:key>/decline/", reviewing.decline, name="decline"),
    path("review/<uuid:key>/withdraw/", reviewing.take_down, name="take_down"),
    # --- who administers
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invitations/<uuid:key>/revoke/", people.revoke_invitation, name="revoke_invitation"),
    path("people/<int:pk>/", people.membership, name="membership"),
    path("people/<int:pk>/remove/", people.remove_member, name="remove_member"),
    path("invitations/<str:secret>/", people.accept_invitation, name="accept_invitation"),
]
