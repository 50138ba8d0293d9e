"""How long anything is kept. People are told so in these numbers, and the nightly tidying goes by them."""

from __future__ import annotations

from datetime import timedelta

UNFINISHED = timedelta(days=30)
"""What somebody told who stopped half way, counted from their last word."""

VOICE = timedelta(days=90)
"""A voice that its owner does not share, counted from the day on which its words were checked."""

LINK = timedelta(days=365)
"""The link between a person and what they said, counted from their last word."""

BACKUPS = timedelta(days=35)
"""Backups, and copies of the database as it was before a change of its tables."""

COMPLAINT = timedelta(days=30)
"""Until then a complaint must have been answered."""
