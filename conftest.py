"""For this project's own tests; the plugin's fixtures come from the installed plugin.

The demo runs here with nothing installed but the plugin: what only tests need stands further down.
"""

pytest_plugins = ["pytester"]
