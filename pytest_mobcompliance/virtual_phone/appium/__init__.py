"""Door (a): the phone behind an Appium server of its own; and its on-device server, which both doors ask."""
