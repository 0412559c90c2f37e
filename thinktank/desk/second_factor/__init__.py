"""The pages of the second factor: proving it, setting it up, and what a member of staff sees of their own security."""
