"""An explanation shown: as lines on a terminal, or as a page that stands alone; both for the staff alone."""
