"""How this project's tests run."""

from hypothesis import settings

# How long an example takes says nothing on a busy machine, and nothing is left behind.
settings.register_profile("here", deadline=None, database=None)
settings.load_profile("here")
