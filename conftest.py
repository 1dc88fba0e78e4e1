"""For this project's own tests; the plugin's fixtures come from the installed plugin."""

pytest_plugins = ["pytester"]
