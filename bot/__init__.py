"""Sgwrs: a bot that asks people, by voice and in their own language, what a good life looks like for them.

This is the map of the house. Imports point down only; `pyproject.toml` holds the rules, and `make check`
keeps them.

`cli` is the door: run, check, voices, talk, backup and others; `staff` has those about people: invite, answer,
look after, check; `giving` takes answers and votes out; `reporting` writes reports; `commands` is what they share.
Each is a few lines.

`app` is the wiring of the running bot, and `rooms` what commands need of it: the only files that name concrete
classes. Read them to see how everything hangs together. `together` wires the review, `handing` what is handed
over as files.
`slim` makes installed libraries smaller, once, when the bot is set up.
`content` is what is asked and said, for which no database is needed; `nightly` lets go of what was kept long
enough.

`channels` are the ways to reach people: `telegram`, `web` (the browser chat) and `terminal` (rehearsals).
Each turns what happens there into an `Arrived`, and shows what the bot says. Telegram is sent to; a web page
fetches.

`board` is the site on which invited citizens and staff hear what was said, see who listened, and what left the
house.

`export` takes answers out: `taking` looks what may leave and under which `codes`, `rows` is pure, and each of
`formats` is a file of its own; `theirs` packs for somebody all they told, and `one_page` says who they are.
Reports and that page are made of `blocks`, whatever file they become.

`runner` is the one road every turn takes: load, ask the core what follows, commit, and only then be seen.
Behind it are its jobs: `delivery` sends what waits in the outbox, `recordings` fetches what people sent,
`retrying` takes up what had been set aside, `answering` tells what a person of the team answers, `doors` lets
members in, and `leaving` sees off those who took everything back. `transcribing` has voices put into words;
the `studio` is where volunteers lend theirs, and `publishing` puts these where clips are made; in the `circle`
reviewers go through what was said, by phone: `telling` says how each thing is told, and `calling` lets those who
told something know that they are asked, and what came of it. In `ordering` staff say what they want to take out,
and `giving` makes it.

`store` keeps: people apart from their words, sessions, answers, what waits to be sent and to be fetched, what
had to be set aside. Writes that arrive together share one commit; each still fails alone. It also makes backups.
Of a review: `asked` knows of which items something is asked of whom, `items` what people make, `said` what was
said of it, `outcomes` and `results` what came of it; a `table` is all that somebody can do there, by phone or on
the board.

`speech` gives every message a sound: a person's recording, else an online voice, else a voice on the machine.
`aloud` reads people's own words, with voices of this machine only; `hearing` puts voices into words, there too.

`opinion` finds what votes have in common: a map, groups on it, and what all of them agree to; and which answers
mean something alike. It needs an extra, and nothing else does.

`definitions` reads the files that people write, conversations and consultations, and reports everything that
is wrong with them at its line. It also draws their words into the catalogues of translations.

`i18n` gives words in a person's language, and makes a message ready to be shown and said.

`names` suggests what to take out of somebody's words; `media` and `origin` know what a file is, and where a form
comes from, for every page alike.

`ports` are the promises the rooms make each other. `settings` is what the operator decided. `logs` and `metrics`
are what the bot tells about itself: never anybody's words. `errors` is the one tree of everything that is raised
on purpose.

`core` is pure: what a conversation is, and what happens next in it. No waiting, no clock, no chance, no
files. Read `conversation`, then `session` and `events`, then `engine.advance`: that is the whole bot in one
function. `core.rights` is what people may do with what is theirs, and what must be so before anything is kept;
`core.listening` what follows from what a machine understood; `core.lending` the evening of a volunteer;
`core.review` how citizens and staff go through what was said, and what must be so before they go on;
`core.giving` what staff say who take answers out.
"""
