"""What became of lines after they were written: who wrote those that a file has now."""
