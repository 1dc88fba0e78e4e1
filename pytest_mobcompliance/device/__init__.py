"""The app on its device: leases, capabilities, the Appium session, and the verbs that drive it."""
