"""Taking answers out of the house, by chat and on the board: for staff of the small team."""
