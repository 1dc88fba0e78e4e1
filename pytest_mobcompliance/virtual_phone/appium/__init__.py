"""Door (a): the phone behind an Appium server of its own; and the server on the phone, which both doors ask."""
