"""What hospitals keep elsewhere, read in from their own files."""
