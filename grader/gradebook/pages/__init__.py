"""Pages made of notebooks: the one that a student gets back, and the one on which a person marks."""
