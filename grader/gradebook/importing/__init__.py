"""What was handed in on a platform, brought into `submitted/`: whose it is, which attempt, and what is wrong with it."""
