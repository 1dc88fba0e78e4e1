"""Everything that leaves a run goes through here: redaction, drawing, files, and the door to Allure."""
