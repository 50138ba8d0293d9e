"""The map of the house comes here."""
