"""The front desk in a browser on a touch terminal: a page of our own, and one line to the desk."""
