"""Being built."""
from django.contrib.syndication.views import Feed
class StoryFeed(Feed):
    """Being built."""
