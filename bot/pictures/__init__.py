"""Pictures: choices drawn as a card with their numbers and words, and posters. What is drawn is also said."""
