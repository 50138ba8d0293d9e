"""Files that people write, turned into what the core knows: conversations and consultations.

`load` reads them and reports every problem at its line; `check` looks at what they mean together, and at their
translations; `extract` hands their words to Babel; `catalogs` keeps the translations up to date.
"""
