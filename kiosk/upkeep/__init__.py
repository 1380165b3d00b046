"""What keeps a register on a disk well: looks at its file, room for bad days, copies that were proved."""
