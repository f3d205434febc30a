"""Who is who: the students of the gradebook, and the names and numbers by which other programs know them."""
