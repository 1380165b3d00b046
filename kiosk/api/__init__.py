"""The door for other systems: file a case, read it again, and the description of both."""
