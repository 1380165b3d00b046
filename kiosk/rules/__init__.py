"""The rules of the desk: plain functions over values, with no database, screen or clock of their own."""
