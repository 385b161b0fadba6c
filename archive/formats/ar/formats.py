"""Arabic: Django has no short form of a day with its hour; and in most countries where it is read, weeks begin on
Saturday (CLDR)."""

DATETIME_FORMAT = "j F Y، H:i"
TIME_FORMAT = "H:i"
SHORT_DATETIME_FORMAT = "j F Y، H:i"
FIRST_DAY_OF_WEEK = 6
