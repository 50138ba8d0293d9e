"""What is asked of staff who take answers out, in the chat and on the board."""
