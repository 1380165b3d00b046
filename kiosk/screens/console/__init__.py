"""What staff see, one file a screen."""
