"""The status page: what a phone shows of a case."""
