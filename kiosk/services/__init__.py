"""What one can do at the desk: one act, one transaction, one timeline entry; complete records out."""
