"""What the desk says aloud. Loaded only where a hospital lets it speak; knows no page and no visitor."""
