from .finding import Candidate as Candidate
from .finding import Candidates as Candidates
from .finding import find_candidates as find_candidates
from .page import page as page
