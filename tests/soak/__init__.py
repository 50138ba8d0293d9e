"""The torture test: hundreds of people talk while the bot is killed again and again, and the network is bad.

`python -m tests.soak` runs it. `people` are those who talk, and `saying` is what they say; `killing` ends the
bot's process and starts it again; `torture` is one run from its beginning to its end. What must then be true is
looked up in two places: `kept` compares the bot's export with what was said, `heard` reads every chat. `report`
tells it all, and `timeline` what happened around somebody with whom something was wrong.
"""
