"""What the village is, and who may do what."""
