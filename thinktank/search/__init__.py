"""Full-text search by readers over live editions, people, institutions, topics and polls, in all languages."""
