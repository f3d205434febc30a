import numpy as np

from grader.authoring import alternative, edited

multiplied_by_phi = edited(
    "You multiply by phi. Each step multiplies once more, so phi stands in the exponent: alpha ** phi.",
    ("alpha**phi, beta**phi, gamma**phi", "alpha * phi, beta * phi, gamma * phi"),
)
base_and_exponent_swapped = edited(
    "Base and exponent have changed places: alpha ** phi, not phi ** alpha.",
    ("alpha**phi, beta**phi, gamma**phi", "phi**alpha, phi**beta, phi**gamma"),
)
numbers_of_the_paper = edited(
    "You always take EfficientNet's three numbers. Take those that the function is given.",
    ("alpha**phi, beta**phi, gamma**phi", "1.2**phi, 1.1**phi, 1.15**phi"),
)
width_and_resolution_swapped = edited(
    "Width and resolution have changed places: the order is depth, width, resolution, work.",
    ("alpha**phi, beta**phi, gamma**phi", "alpha**phi, gamma**phi, beta**phi"),
)
no_step = edited(
    "phi is not used: you return what a single step does.",
    ("alpha**phi, beta**phi, gamma**phi", "alpha, beta, gamma"),
)
width_counted_once = edited(
    "In the work the width counts once. Twice as many channels go in and twice as many come out: four times the work.",
    ("width**2", "width"),
)
resolution_counted_once = edited(
    "In the work the resolution counts once. It is height and width: twice the resolution is four times as many places.",
    ("resolution**2", "resolution"),
)
none_squared = edited(
    "In the work nothing is squared. Depth counts once; width and resolution count twice, so they are squared.",
    ("width**2 * resolution**2", "width * resolution"),
)
depth_squared = edited(
    "In the work the depth is squared. Twice as many layers are twice the work.",
    ("depth * width**2", "depth**2 * width**2"),
)
work_of_one_step = edited(
    "The work is that of one step. Make it of the three numbers that have grown phi times, or raise it to the power phi, too.",
    ("depth * width**2 * resolution**2", "alpha * beta**2 * gamma**2"),
)
work_doubles = edited(
    "You take 2 ** phi for the work. That is so only where alpha * beta^2 * gamma^2 is 2; compute it.",
    ("depth * width**2 * resolution**2", "2**phi"),
)
width_and_depth_swapped = edited(
    "Depth and width have changed places: alpha is the step of the depth, beta that of the width.",
    ("alpha**phi, beta**phi", "beta**phi, alpha**phi"),
)
work_missing = edited(
    "Three numbers are returned. The fourth is the work.",
    ("return depth, width, resolution, depth * width**2 * resolution**2", "return depth, width, resolution"),
)
work_added = edited(
    "In the work the three are added. They multiply: more layers, each with more places and more channels.",
    ("depth * width**2 * resolution**2", "depth + width**2 + resolution**2"),
)
steps_counted_from_one = edited(
    "You take one step too many: with phi = 0 nothing grows.",
    ("alpha**phi, beta**phi, gamma**phi", "alpha ** (phi + 1), beta ** (phi + 1), gamma ** (phi + 1)"),
)


@alternative
def with_logarithms(phi, alpha, beta, gamma):
    logs = phi * np.log([alpha, beta, gamma])
    return [*np.exp(logs), np.exp(logs @ [1, 2, 2])]


@alternative
def with_array(phi, alpha, beta, gamma):
    return np.array([alpha, beta, gamma, alpha * beta**2 * gamma**2]) ** phi


@alternative
def with_power(phi, alpha, beta, gamma):
    d, w, r = (float(pow(n, phi)) for n in (alpha, beta, gamma))
    return d, w, r, d * w * w * r * r
