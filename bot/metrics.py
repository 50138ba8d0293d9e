"""Counts and times for whoever watches the bot with Prometheus. No number here is about one person."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY: Final = CollectorRegistry()

TURNS: Final = Counter("sgwrs_turns", "Turns taken to disk", ["channel"], registry=REGISTRY)
TURN_SECONDS: Final = Histogram(
    "sgwrs_turn_seconds",
    "From taking up what somebody did until it is on disk",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
    registry=REGISTRY,
)
MESSAGES: Final = Counter("sgwrs_messages", "Messages that arrived", ["channel"], registry=REGISTRY)
ERRORS: Final = Counter("sgwrs_errors", "What went wrong, by kind", ["kind"], registry=REGISTRY)
"""Kinds: store (what was sent could not be noted), turn (set aside), delivery (tried again), refused, gone (a
chat), recording (tried again), intake (not taken in, tried again), night (tried again)."""

OUTBOX_WAITING: Final = Gauge("sgwrs_outbox_waiting", "Messages that wait to be sent", registry=REGISTRY)
OUTBOX_AGE: Final = Gauge("sgwrs_outbox_oldest_seconds", "How long the oldest of them waits", registry=REGISTRY)
RECORDINGS: Final = Gauge("sgwrs_recordings", "Recordings, by what became of them", ["state"], registry=REGISTRY)
NIGHT: Final = Gauge(
    "sgwrs_night_last", "When what is done every night was done, in seconds since 1970", registry=REGISTRY
)
QUARANTINE: Final = Gauge("sgwrs_quarantine", "Messages that were set aside", registry=REGISTRY)
