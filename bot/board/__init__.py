"""The review board: a site for citizens and staff in equal seats. Nobody sees it who was not invited."""
