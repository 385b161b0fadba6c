"""What editors build pages of: one block to a file."""
