"""Going through what was said, together: citizens and staff in equal seats.

Three nouns carry all of it. An *item* is what is looked at: an answer, a theme, a statement, a story, a standard,
a decision. A *response* is what somebody says of an item. A *stage* says which questions are open, to whom, until
when; and what must be so before the next one opens. Listening, voting, choosing stories, adopting, and "did we
hear you right?" are the same with other data: read `questions`, then `stages`, then `rules`.
"""
