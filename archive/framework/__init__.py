"""The framework of law: the Convention readable, the instruments around it, the timeline, and the vocabulary."""
