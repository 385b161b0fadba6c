"""Ratification by numbers: how the States stand to an instrument, on any day, drawn from dated treaty actions."""
