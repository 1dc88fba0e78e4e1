"""How the server and the driver refuse: W3C's codes with the status they travel under."""

from __future__ import annotations

STATUS = {
    "invalid argument": 400,
    "invalid element state": 400,
    "invalid selector": 400,
    "no such alert": 404,
    "no such element": 404,
    "session not created": 500,
    "stale element reference": 404,
    "invalid session id": 404,
    "unknown command": 404,
    "unknown method": 405,
    "unsupported operation": 500,
    "unable to capture screen": 500,
    "unknown error": 500,
    "timeout": 500,
}
"""HTTP status by code. Source: W3C WebDriver, section 6.6."""
NO_ELEMENT = "An element could not be located on the page using the given search parameters"
NO_SESSION = "A session is either terminated or not started"
UNKNOWN = (
    "The requested resource could not be found, or a request was received using an HTTP method that is not "
    "supported by the mapped resource"
)


class Refusal(Exception):
    """A command that cannot be done. ``code``: one of `STATUS`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def status(self) -> int:
        return STATUS[self.code]

    def to_json(self) -> dict[str, str]:
        """As it stands in an answer's ``value``."""
        return {"error": self.code, "message": self.message, "stacktrace": ""}
