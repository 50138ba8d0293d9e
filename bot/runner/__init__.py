"""The one road that every turn takes, and the two jobs behind it. Nothing here decides what is said.

`turns` takes what came in to the core and commits what follows; `delivery` sends what waits in the outbox;
`recordings` fetches what people sent and wipes what they took back.
"""
