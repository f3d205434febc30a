"""The whole story of a verdict, for the staff: what students never see of a check is in it.

It is made by judging once more with a witness, and is shown on a terminal or a page of the staff's own.
"""
