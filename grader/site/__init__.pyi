from .building import OUT as OUT
from .building import Site as Site
from .building import build_site as build_site
from .misconceptions import misconception_pages as misconception_pages
