"""Known wrong and other right answers for yolo."""
