import keras
import numpy as np

from grader.authoring import alternative, edited, everywhere

without_t_squared = edited(
    "The factor T squared is missing. Softening makes the gradients of this part about T squared times as small; the factor gives "
    "that back, so that the weight means the same at every temperature.",
    ("weight * temperature**2 * soft", "weight * soft"),
)
times_t = edited(
    "The divergence is multiplied by T. The factor is T squared.",
    ("temperature**2", "temperature"),
)
divided_by_t_squared = edited(
    "You divide by T squared. The divergence is *multiplied* by it.",
    ("weight * temperature**2 * soft", "weight * soft / temperature**2"),
)
t_squared_for_both = edited(
    "T squared stands before the labels' part, too. It belongs to the softened part alone.",
    (
        "weight * temperature**2 * soft + (1 - weight) * hard",
        "temperature**2 * (weight * soft + (1 - weight) * hard)",
    ),
)
labels_softened = edited(
    "The cross-entropy with the labels is softened, too. It takes the student's scores as they are.",
    ("sparse_categorical_crossentropy(y, student,", "sparse_categorical_crossentropy(y, student / temperature,"),
)
multiplied_by_t = edited(
    "The scores are multiplied by the temperature, which makes the answers harder. Divide by it.",
    everywhere("/ temperature", "* temperature"),
)
student_not_softened = edited(
    "Only the teacher is softened. Divide the student's scores by the temperature, too.",
    ("keras.ops.log_softmax(student / temperature)", "keras.ops.log_softmax(student)"),
)
teacher_not_softened = edited(
    "Only the student is softened. Divide the teacher's scores by the temperature, too.",
    everywhere("teacher / temperature", "teacher"),
)
student_and_teacher_swapped = edited(
    "The divergence is turned round: the expectation is taken over the student's answers. It is over the teacher's: "
    "sum of softmax(teacher / T) * (log ... teacher - log ... student).",
    ("keras.ops.softmax(teacher / temperature)", "keras.ops.softmax(student / temperature)"),
    (
        "keras.ops.log_softmax(teacher / temperature) - keras.ops.log_softmax(student / temperature)",
        "keras.ops.log_softmax(student / temperature) - keras.ops.log_softmax(teacher / temperature)",
    ),
)
cross_entropy_with_teacher = edited(
    "You have the cross-entropy with the teacher's answers. Its gradient is right, but its value is not: the divergence also "
    "has the teacher's own logarithm, so that it is 0 where student and teacher agree.",
    ("keras.ops.log_softmax(teacher / temperature) - keras", "-keras"),
)
weights_swapped = edited(
    "The weights have changed places: `weight` is that of the teacher, 1 - weight that of the labels.",
    (
        "weight * temperature**2 * soft + (1 - weight) * hard",
        "(1 - weight) * temperature**2 * soft + weight * hard",
    ),
)
labels_at_full_weight = edited(
    "The labels' part is not weighted. It counts 1 - weight.",
    ("(1 - weight) * hard", "hard"),
)
labels_left_out = edited(
    "The labels are not used.",
    (" + (1 - weight) * hard", ""),
)
averaged_over_classes = edited(
    "The divergence is averaged over the classes as well. For each picture it is a sum over the classes; only over the "
    "pictures it is a mean.",
    ("keras.ops.sum(targets * log_ratio, axis=1)", "targets * log_ratio"),
)
both_summed = edited(
    "Both losses are summed over the pictures. Take the mean of each.",
    ("soft = keras.ops.mean(", "soft = keras.ops.sum("),
    ("hard = keras.ops.mean(", "hard = keras.ops.sum("),
)
labels_summed = edited(
    "The labels' part is summed over the pictures. Take its mean, as for the divergence.",
    ("hard = keras.ops.mean(", "hard = keras.ops.sum("),
)
summed_over_pictures = edited(
    "The divergence is summed over the pictures. Take its mean, as for the labels.",
    ("soft = keras.ops.mean(", "soft = keras.ops.sum("),
)
labels_take_probabilities = edited(
    "You give the cross-entropy scores, but it takes them for probabilities: from_logits=True is missing.",
    (", from_logits=True", ""),
)
softmax_over_pictures = edited(
    "The softmax runs down the pictures. It runs over the classes, the last axis.",
    ("keras.ops.softmax(teacher / temperature)", "keras.ops.softmax(teacher / temperature, axis=0)"),
    ("keras.ops.log_softmax(teacher / temperature)", "keras.ops.log_softmax(teacher / temperature, axis=0)"),
    ("keras.ops.log_softmax(student / temperature)", "keras.ops.log_softmax(student / temperature, axis=0)"),
)
squared_difference = edited(
    "You compare scores by their squared difference. Compare the softened probabilities by their divergence.",
    ("keras.ops.sum(targets * log_ratio, axis=1)", "keras.ops.sum((student - teacher) ** 2, axis=1)"),
)
not_averaged = edited(
    "There is one number for each picture. Take the mean.",
    (
        "soft = keras.ops.mean(keras.ops.sum(targets * log_ratio, axis=1))",
        "soft = keras.ops.sum(targets * log_ratio, axis=1)",
    ),
    (
        "hard = keras.ops.mean(keras.losses.sparse_categorical_crossentropy(y, student, from_logits=True))",
        "hard = keras.losses.sparse_categorical_crossentropy(y, student, from_logits=True)",
    ),
)
logarithm_of_zero = edited(
    "The logarithm of a softmax is infinite where a probability is so small that it is stored as 0. keras.ops.log_softmax "
    "takes the logarithm without that.",
    ("keras.ops.log_softmax(teacher / temperature)", "keras.ops.log(keras.ops.softmax(teacher / temperature))"),
    ("keras.ops.log_softmax(student / temperature)", "keras.ops.log(keras.ops.softmax(student / temperature))"),
)
no_gradient_for_the_student = edited(
    "The value is right, but no gradient of the divergence reaches the student. Use keras.ops all the way, not NumPy, and stop no "
    "gradient there.",
    (
        "keras.ops.log_softmax(student / temperature)",
        "keras.ops.stop_gradient(keras.ops.log_softmax(student / temperature))",
    ),
)


@alternative
def with_logsumexp(student, teacher, y, temperature, weight):
    s, t = student / temperature, teacher / temperature
    log_s = s - keras.ops.logsumexp(s, axis=-1, keepdims=True)
    log_t = t - keras.ops.logsumexp(t, axis=-1, keepdims=True)
    soft = keras.ops.mean(keras.ops.sum(keras.ops.exp(log_t) * (log_t - log_s), axis=-1))
    labels = keras.ops.one_hot(keras.ops.cast(y, "int32"), student.shape[-1])
    hard = -keras.ops.mean(keras.ops.sum(labels * keras.ops.log_softmax(student), axis=-1))
    return weight * soft * temperature**2 + (1 - weight) * hard


@alternative
def with_cross_entropies(student, teacher, y, temperature, weight):
    teacher = keras.ops.stop_gradient(teacher)
    targets = keras.ops.softmax(teacher / temperature, axis=-1)
    cross = keras.ops.categorical_crossentropy(targets, student / temperature, from_logits=True)
    entropy = keras.ops.categorical_crossentropy(targets, teacher / temperature, from_logits=True)
    hard = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, student)
    return (1.0 - weight) * hard + weight * np.square(temperature) * keras.ops.mean(cross - entropy)


@alternative
def one_expression(student, teacher, y, temperature, weight):
    p = keras.ops.softmax(teacher / temperature)
    ratio = keras.ops.log_softmax(teacher / temperature) - keras.ops.log_softmax(student / temperature)
    hard = keras.ops.sparse_categorical_crossentropy(y, student, from_logits=True)
    return keras.ops.mean(weight * temperature**2 * keras.ops.einsum("mc,mc->m", p, ratio) + (1 - weight) * hard)


@alternative
def with_losses_of_keras(student, teacher, y, temperature, weight):
    soft_student = keras.ops.softmax(student / temperature)
    soft = keras.losses.KLDivergence()(keras.ops.softmax(teacher / temperature), soft_student)
    hard = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, student)
    return weight * temperature**2 * soft + (1 - weight) * hard
