"""Door (b): the phone behind a real adb client, and the server that Appium's driver runs on it."""
