from .comparison import Pair as Pair
from .comparison import Shared as Shared
from .comparison import Work as Work
from .comparison import find_pairs as find_pairs
from .of_course import Similarities as Similarities
from .of_course import similarities as similarities
from .page import page as page
