"""How fast the bot is: the real process, over HTTP, against the stand-in. `python -m tests.bench` runs it."""
