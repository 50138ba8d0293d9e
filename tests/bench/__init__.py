"""How fast the bot is: the real process, over HTTP, beside a plain bot. `python -m tests.bench` runs it all.

`speed`, `memory`, `store` and `export` are what is measured; `bots` starts the bots, of which `plain` is one.
`lean` (on `wire`) stands in for Telegram, `people` for people. `filling` makes big databases.
"""
