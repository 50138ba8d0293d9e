"""The house's rules for words that everybody understands, as far as a machine can hold them.

Each has a number, from the list in docs/wording.md, and each says what would mend it: `written` looks at each
string, `steps` at a question as a whole, `shown` at messages as they go out and are heard.
"""
