"""The calendar: occasions past and to come, the days that come again each year, and both as iCalendar."""
