"""Ways to reach people. Each turns what happens there into `Arrived`, and shows what the bot says."""
