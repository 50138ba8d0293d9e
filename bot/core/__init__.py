"""The pure core: what a conversation is and what happens next in it.

No await, no clock, no randomness, no files, no library but the standard one. `engine.advance` takes a
consultation, a session and what a person just did, and returns the new session and a list of effects.
It sends and stores nothing.
"""
