"""Actions, campaigns, partners, and how one takes part: the public forms, what editors decide, what is shown then."""
