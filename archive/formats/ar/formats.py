"""Arabic: Django has no short form of a day with its hour."""

DATETIME_FORMAT = "j F Y، H:i"
TIME_FORMAT = "H:i"
SHORT_DATETIME_FORMAT = "j F Y، H:i"
