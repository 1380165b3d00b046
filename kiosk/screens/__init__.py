"""What is asked and shown, page by page."""
