from .about import Platform as Platform
from .about import Visibility as Visibility
from .bundle import autograder_zip as autograder_zip
