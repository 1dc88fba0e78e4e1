"""The ready-made suite: marker-tagged checks, each proving one requirement.

Run it with ``pytest --pyargs pytest_mobcompliance.checks``.
"""
