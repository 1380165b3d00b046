"""Chinese written by pinyin on a touch terminal, by whichever engine the machine has."""
