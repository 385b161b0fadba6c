"""The ways into the archive: by country, region, theme, article, collection, language, journey, year, or by chance."""
