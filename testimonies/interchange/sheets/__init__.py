"""Sheets of existing collections: one row to a recording, its columns in a table, its faults with their lines."""
