"""What is drawn on the glass: values in, messages out."""
