"""For this project's own tests; the plugin's fixtures come from the installed plugin."""

from hypothesis import settings

pytest_plugins = ["pytester"]

# How long an example takes says nothing on a busy machine, and nothing is left behind.
settings.register_profile("here", deadline=None, database=None)
settings.load_profile("here")
