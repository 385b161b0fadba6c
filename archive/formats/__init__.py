"""How days and hours are written, where Django’s own way would be one country’s, or its default."""
