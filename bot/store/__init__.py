"""Keeping: people, their sessions and answers, what waits to be sent, what waits to be fetched.

Nothing outside this room knows that there is SQL. Who somebody is (`addresses`) and what they said (`answers`)
are joined only by a participant's random id; an address is looked up by a keyed hash.
"""
