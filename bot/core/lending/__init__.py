"""Lending a voice: somebody says the bot's words aloud, somebody else listens, and then people hear them."""
