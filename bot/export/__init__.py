"""Taking out: pure rows first, then one file a format."""
