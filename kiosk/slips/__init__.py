"""What a patient takes away: the link, its QR code, the receipt and the printer."""
