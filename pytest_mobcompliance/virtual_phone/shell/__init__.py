"""The phone's shell and its tools, as far as Appium and this project use them."""
