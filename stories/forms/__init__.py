"""Input to clean data; never a status, never a write."""
