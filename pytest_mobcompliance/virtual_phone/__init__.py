"""A simulated Android handset with a demo bank app. Imports nothing of the rest of the package."""
