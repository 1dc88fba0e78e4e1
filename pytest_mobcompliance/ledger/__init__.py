"""The controller's record of every verdict, the clause matrix computed from it, and its exports."""
