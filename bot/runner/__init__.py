"""The one road that every turn takes, and the jobs behind it. Nothing here decides what is said.

`turns` takes what came in to the core and commits what follows: each person's in order (`queues`), those of
somebody who floods more briefly (`brake`). `delivery` sends what waits in the outbox: a chat's messages in its
lane (`lanes`), all of them no faster than the channel allows (`pacing`). `recordings` fetches what people sent and
wipes what they took back. `retrying` takes up what was set aside.
"""
