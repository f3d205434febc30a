import numpy as np

from grader.authoring import alternative, edited, mistake

lowest_of_all = edited(
    "This is the lowest loss of all, also from epochs that are never seen. Stop when patience runs out.",
    ("elif epoch - best >= patience:\n    break", ""),
)
epoch_of_the_stop = edited(
    "You return the epoch at which training stops. Return the best epoch before it: its weights are kept.",
    ("break", "return epoch"),
    ("return best", "return len(val_losses) - 1"),
)
one_epoch_too_late = edited(
    "Training stops one epoch too late: after patience bad epochs it is over, not after patience + 1.",
    (">= patience", "> patience"),
)


@mistake(
    "Each loss is compared with the one before it. Compare it with the best so far: a small dip high up is nothing new."
)
def compared_with_the_one_before(val_losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(val_losses)):
        if val_losses[epoch] < val_losses[epoch - 1]:
            waited = 0
            if val_losses[epoch] < val_losses[best]:
                best = epoch
        else:
            waited += 1
            if waited >= patience:
                break
    return best


counter_never_set_back = edited(
    "All bad epochs are counted together. Only those in a row count: a new best sets the counter back to 0.",
    (
        "elif epoch - best >= patience:\n    break",
        "else:",
        "    patience -= 1",
        "    if patience <= 0:",
        "        break",
    ),
)
equal_is_a_new_best = edited(
    "An equal loss counts as a new best here. Only a lower one is.",
    ("val_losses[epoch] < val_losses[best]", "val_losses[epoch] <= val_losses[best]"),
)
counted_from_one = edited(
    "The epoch is counted from 1. Count from 0, as an index into the list.", ("return best", "return best + 1")
)
highest_is_best = edited(
    "You look for the highest value. These are losses: lower is better.",
    ("val_losses[epoch] < val_losses[best]", "val_losses[epoch] > val_losses[best]"),
)
loss_for_epoch = edited(
    "You return the loss of the best epoch. Asked for is its index.", ("return best", "return val_losses[best]")
)
no_patience = edited(
    "Training stops at the first bad epoch, whatever patience is. Wait for patience of them.",
    ("elif epoch - best >= patience:", "else:"),
)
always_back_from_the_end = edited(
    "You go back patience epochs from the stop. If training runs to its end without stopping, that is not the best "
    "epoch.",
    ("range(1, len(val_losses))", "range(len(val_losses))"),
    ("break", "return epoch - patience"),
    ("return best", "return max(len(val_losses) - 1 - patience, 0)"),
)


@alternative
def with_a_counter(val_losses, patience):
    best_loss, best_epoch, waited = float("inf"), 0, 0
    for epoch, loss in enumerate(val_losses):
        if loss < best_loss:
            best_loss, best_epoch, waited = loss, epoch, 0
        else:
            waited += 1
            if waited == patience:
                return best_epoch
    return best_epoch


@alternative
def with_argmin_of_the_past(val_losses, patience):
    losses = np.asarray(val_losses)
    for seen in range(1, len(losses) + 1):
        best = np.argmin(losses[:seen])
        if seen - 1 - best >= patience:
            return best
    return np.argmin(losses)


@alternative
def with_while(val_losses, patience):
    best, epoch = 0, 1
    while epoch < len(val_losses) and epoch - best <= patience:
        if val_losses[epoch] < val_losses[best]:
            best = epoch
        epoch += 1
    return np.array(best)
