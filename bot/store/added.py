"""The tables that later versions added, as SQL: they stay as they were when they were added."""

from __future__ import annotations

from typing import Final

RIGHTS: Final = """
CREATE TABLE receipts (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, participant VARCHAR(16) NOT NULL,
    session VARCHAR(24) NOT NULL, consultation VARCHAR(24) NOT NULL, version VARCHAR(12) NOT NULL,
    consent VARCHAR(12) NOT NULL, step VARCHAR(24) NOT NULL, words TEXT NOT NULL, language VARCHAR(12) NOT NULL,
    clips TEXT NOT NULL, option VARCHAR(24) NOT NULL, how VARCHAR(12) NOT NULL, at DATETIME NOT NULL);
CREATE INDEX ix_receipts_participant ON receipts (participant);
CREATE TABLE tallies (consultation VARCHAR(24) NOT NULL, why VARCHAR(24) NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (consultation, why));
CREATE TABLE exports (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, at DATETIME NOT NULL,
    recipient BLOB NOT NULL, purpose BLOB NOT NULL, format VARCHAR(12) NOT NULL, everything BOOLEAN NOT NULL,
    answers INTEGER NOT NULL, withdrawn INTEGER NOT NULL);
CREATE TABLE exported (answer VARCHAR(48) NOT NULL, export INTEGER NOT NULL, PRIMARY KEY (answer, export),
    FOREIGN KEY(answer) REFERENCES answers (id) ON DELETE CASCADE,
    FOREIGN KEY(export) REFERENCES exports (id) ON DELETE CASCADE);
CREATE TABLE cases (answer VARCHAR(48) NOT NULL, due DATETIME NOT NULL, done DATETIME, reply BLOB NOT NULL,
    to_tell BOOLEAN NOT NULL, PRIMARY KEY (answer), FOREIGN KEY(answer) REFERENCES answers (id) ON DELETE CASCADE);
CREATE TABLE concerns (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, answer VARCHAR(48) NOT NULL,
    "by" BLOB NOT NULL, at DATETIME NOT NULL, reason BLOB NOT NULL, told BLOB NOT NULL, done DATETIME,
    outcome BLOB NOT NULL, FOREIGN KEY(answer) REFERENCES answers (id) ON DELETE CASCADE);
CREATE TABLE cleared (answer VARCHAR(48) NOT NULL, text BLOB NOT NULL, "by" BLOB NOT NULL, at DATETIME NOT NULL,
    PRIMARY KEY (answer), FOREIGN KEY(answer) REFERENCES answers (id) ON DELETE CASCADE);
CREATE TABLE members (id VARCHAR(16) NOT NULL, role VARCHAR(16) NOT NULL, bench VARCHAR(8) NOT NULL,
    name BLOB NOT NULL, channel VARCHAR(16) NOT NULL, address BLOB NOT NULL, hash VARCHAR(64),
    since DATETIME NOT NULL, ended DATETIME, PRIMARY KEY (id), UNIQUE (hash));
CREATE TABLE links (hash VARCHAR(64) NOT NULL, code VARCHAR(8) NOT NULL, role VARCHAR(16) NOT NULL,
    bench VARCHAR(8) NOT NULL, name BLOB NOT NULL, member VARCHAR(16), made DATETIME NOT NULL,
    expires DATETIME NOT NULL, used DATETIME, PRIMARY KEY (hash), UNIQUE (code),
    FOREIGN KEY(member) REFERENCES members (id) ON DELETE CASCADE);
CREATE TABLE entries (hash VARCHAR(64) NOT NULL, member VARCHAR(16) NOT NULL, since DATETIME NOT NULL,
    expires DATETIME NOT NULL, PRIMARY KEY (hash),
    FOREIGN KEY(member) REFERENCES members (id) ON DELETE CASCADE);
CREATE TABLE plays (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, answer VARCHAR(48) NOT NULL,
    member VARCHAR(16) NOT NULL, at DATETIME NOT NULL,
    FOREIGN KEY(answer) REFERENCES answers (id) ON DELETE CASCADE);
CREATE INDEX ix_plays_answer ON plays (answer);
CREATE INDEX plays_in_order ON plays (at);
CREATE TABLE runs (name VARCHAR(24) NOT NULL, at DATETIME NOT NULL, words TEXT NOT NULL, PRIMARY KEY (name));
ALTER TABLE sessions ADD COLUMN clips TEXT NOT NULL DEFAULT '';
ALTER TABLE answers ADD COLUMN consent VARCHAR(12) NOT NULL DEFAULT '';
ALTER TABLE quarantine ADD COLUMN hash VARCHAR(64) NOT NULL DEFAULT '';
CREATE INDEX ix_quarantine_hash ON quarantine (hash)
"""

SPEECH: Final = """
CREATE TABLE transcripts (answer VARCHAR(48) NOT NULL, words BLOB NOT NULL, state VARCHAR(8) NOT NULL,
    model VARCHAR(64) NOT NULL, at DATETIME NOT NULL, to_tell BOOLEAN NOT NULL, PRIMARY KEY (answer),
    FOREIGN KEY(answer) REFERENCES answers (id) ON DELETE CASCADE);
CREATE INDEX transcripts_to_tell ON transcripts (to_tell);
CREATE TABLE choices_aloud (participant VARCHAR(16) NOT NULL, channel VARCHAR(16) NOT NULL, file TEXT NOT NULL,
    ask INTEGER NOT NULL, language VARCHAR(12) NOT NULL, at DATETIME NOT NULL, PRIMARY KEY (participant));
CREATE TABLE lenders (member VARCHAR(16) NOT NULL, state BLOB NOT NULL, PRIMARY KEY (member),
    FOREIGN KEY(member) REFERENCES members (id) ON DELETE CASCADE);
CREATE TABLE takes (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, member VARCHAR(16) NOT NULL,
    language VARCHAR(12) NOT NULL, address VARCHAR(160) NOT NULL, words TEXT NOT NULL, state VARCHAR(8) NOT NULL,
    why VARCHAR(8) NOT NULL, judge VARCHAR(16) NOT NULL, channel VARCHAR(16) NOT NULL,
    file TEXT NOT NULL, kept BOOLEAN NOT NULL, tries INTEGER NOT NULL, not_before DATETIME NOT NULL,
    at DATETIME NOT NULL,
    FOREIGN KEY(member) REFERENCES members (id) ON DELETE CASCADE);
CREATE INDEX ix_takes_member ON takes (member);
CREATE INDEX takes_in_language ON takes (language, state)
"""

REVIEW: Final = """
ALTER TABLE members ADD COLUMN chair BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN decider BOOLEAN NOT NULL DEFAULT 0;
CREATE TABLE reviews (consultation VARCHAR(24) NOT NULL, stage VARCHAR(12) NOT NULL, began DATETIME NOT NULL,
    PRIMARY KEY (consultation));
CREATE TABLE closings (consultation VARCHAR(24) NOT NULL, stage VARCHAR(12) NOT NULL, at DATETIME NOT NULL,
    PRIMARY KEY (consultation, stage));
CREATE TABLE items (id VARCHAR(48) NOT NULL, consultation VARCHAR(24) NOT NULL, kind VARCHAR(12) NOT NULL,
    answer VARCHAR(48), words BLOB NOT NULL, language VARCHAR(12) NOT NULL, maker VARCHAR(16) NOT NULL,
    shuffle INTEGER NOT NULL, citizens INTEGER NOT NULL, staff INTEGER NOT NULL, at DATETIME NOT NULL,
    PRIMARY KEY (id), FOREIGN KEY(answer) REFERENCES answers (id) ON DELETE CASCADE, UNIQUE (answer));
CREATE INDEX items_of_kind ON items (consultation, kind, citizens, staff);
CREATE TABLE sources (item VARCHAR(48) NOT NULL, source VARCHAR(48) NOT NULL, role VARCHAR(8) NOT NULL,
    "by" VARCHAR(16) NOT NULL, at DATETIME NOT NULL, PRIMARY KEY (item, source, role),
    FOREIGN KEY(item) REFERENCES items (id) ON DELETE CASCADE,
    FOREIGN KEY(source) REFERENCES items (id) ON DELETE CASCADE);
CREATE INDEX sources_of ON sources (source);
CREATE TABLE responses (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, item VARCHAR(48) NOT NULL,
    question VARCHAR(16) NOT NULL, who VARCHAR(16) NOT NULL, bench VARCHAR(8) NOT NULL, value VARCHAR(12) NOT NULL,
    reason BLOB NOT NULL, recording TEXT NOT NULL, at DATETIME NOT NULL, UNIQUE (item, question, who),
    FOREIGN KEY(item) REFERENCES items (id) ON DELETE CASCADE);
CREATE INDEX responses_by ON responses (who, question);
CREATE TABLE decisions (item VARCHAR(48) NOT NULL, value VARCHAR(8) NOT NULL, owner BLOB NOT NULL,
    due DATETIME NOT NULL, did BLOB NOT NULL, did_at DATETIME, PRIMARY KEY (item),
    FOREIGN KEY(item) REFERENCES items (id) ON DELETE CASCADE);
CREATE TABLE called (participant VARCHAR(16) NOT NULL, stage VARCHAR(20) NOT NULL, at DATETIME NOT NULL,
    PRIMARY KEY (participant, stage));
CREATE TABLE sittings (who VARCHAR(16) NOT NULL, state BLOB NOT NULL, PRIMARY KEY (who))
"""

PUBLIC: Final = """
CREATE INDEX responses_to ON responses (question, item, bench, value);
CREATE INDEX responses_spoken ON responses (recording) WHERE recording != '';
CREATE TABLE releases (id INTEGER NOT NULL, consultation VARCHAR(24) NOT NULL, number INTEGER NOT NULL,
    occasion VARCHAR(32) NOT NULL, content BLOB NOT NULL, at DATETIME NOT NULL, PRIMARY KEY (id),
    UNIQUE (consultation, number));
CREATE TABLE translations (id INTEGER NOT NULL, item VARCHAR(48) NOT NULL, language VARCHAR(12) NOT NULL,
    words BLOB NOT NULL, "by" VARCHAR(16) NOT NULL, at DATETIME NOT NULL, PRIMARY KEY (id),
    FOREIGN KEY(item) REFERENCES items (id) ON DELETE CASCADE, UNIQUE (item, language))
"""

ORDERS: Final = """
CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, member VARCHAR(16) NOT NULL,
    state VARCHAR(8) NOT NULL, kind VARCHAR(12) NOT NULL, recipient BLOB NOT NULL, purpose BLOB NOT NULL,
    only BLOB NOT NULL, ask INTEGER NOT NULL, language VARCHAR(12) NOT NULL, at DATETIME NOT NULL,
    FOREIGN KEY(member) REFERENCES members (id) ON DELETE CASCADE);
CREATE INDEX ix_orders_member ON orders (member)
"""
