"""One module a command: `python manage.py NAME`."""
