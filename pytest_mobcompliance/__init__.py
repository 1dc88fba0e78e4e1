"""pytest plugin that reports a mobile app by clause of the NFRA notice of 2024-09-12."""
