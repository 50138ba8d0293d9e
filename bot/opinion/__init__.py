"""What votes on statements have in common: a map of opinions, groups on it, and what all of them agree to.

The formulas are those of Polis (compdemocracy.org), written anew from what they are published as. The same votes
give the same map, in whatever order they came, and whoever cast them.
"""
