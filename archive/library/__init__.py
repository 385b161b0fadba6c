"""The library: letters, statements, reports and recordings of the campaign, described by facts."""
