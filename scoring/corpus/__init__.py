"""The texts that the reader was trained and measured on, and how they came about."""
