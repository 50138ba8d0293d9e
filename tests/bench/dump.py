"""The floor for an export: the same rows, with nothing but Python's own sqlite3 and csv in between.

`python -m tests.bench.dump DATABASE FILE`
"""

from __future__ import annotations

import csv
import sqlite3
import sys
from contextlib import closing
from pathlib import Path


def main(database: str, file: str) -> None:
    with (
        closing(sqlite3.connect(database)) as connection,
        Path(file).open("w", encoding="utf-8", newline="") as out,
    ):
        csv.writer(out).writerows(connection.execute("SELECT * FROM answers"))


if __name__ == "__main__":
    main(*sys.argv[1:])
