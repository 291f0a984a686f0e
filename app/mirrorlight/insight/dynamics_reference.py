"""What the distances of `mirrorlight.insight.dynamics` are compared with, where a store has the typing of one person.

Nobody else's typing is in a store, and none is shipped. What is here are figures alone, worked out for this program
from a public record of free typing: Kuruvilla, Daley, Kumar, "Spotting Fake Profiles in Social Networks via Keystroke
Dynamics", 2023 (arXiv 2311.06903), github.com/AlvinKuruvilla/keystroke-data: people who wrote as in social networks, in
English, each in three sessions. Taken are the `PEOPLE` with five samples or more, 14 samples each at most, from the
files whose times are whole. Measured with their own samples, the equal error rate is 0.035 on average over people, 0 to
0.17 for single ones (without holds, as in the paper of Gunetti and Picardi, 0.079). Where for each of them only the
distances of the *others* to one another are used, as is done for a store, it is 0.055: it errs to the side of "cannot
be recognised". Invented typists were tried as well, and left out: they are told apart without an error, which says
nothing.

With pairs of samples of 666 people who copied sentences (Dhakal, Feit, Kristensson, Oulasvirta, "Observations on Typing
from 136 Million Keystrokes", CHI 2018; a part of its data) the rate is 0.070: one distance each, instead of a mean.
"""

from __future__ import annotations

PEOPLE = 22
"""People whose distances to one another `STRANGERS` tells of."""

COMPARISONS = 5_229
"""How many distances it is made of."""

THEIR_RATE = 0.035
"""Their mean equal error rate."""

STRANGERS: tuple[float, ...] = (
    1.74, 1.79, 1.82, 1.84, 1.85, 1.87, 1.88, 1.89, 1.90, 1.91, 1.92, 1.92, 1.93, 1.94, 1.95, 1.95, 1.96, 1.96, 1.97,
    1.97, 1.98, 1.98, 1.99, 1.99, 2.00, 2.00, 2.01, 2.01, 2.02, 2.02, 2.03, 2.03, 2.04, 2.04, 2.05, 2.05, 2.05, 2.06,
    2.06, 2.07, 2.07, 2.08, 2.08, 2.08, 2.09, 2.09, 2.10, 2.10, 2.11, 2.11, 2.12, 2.12, 2.12, 2.13, 2.13, 2.14, 2.14,
    2.15, 2.15, 2.16, 2.16, 2.16, 2.17, 2.17, 2.18, 2.18, 2.19, 2.19, 2.20, 2.20, 2.21, 2.21, 2.22, 2.22, 2.23, 2.23,
    2.24, 2.25, 2.25, 2.26, 2.26, 2.27, 2.28, 2.28, 2.29, 2.30, 2.31, 2.32, 2.32, 2.33, 2.34, 2.35, 2.36, 2.38, 2.39,
    2.41, 2.43, 2.45, 2.49, 2.54,
)  # fmt: skip
"""The distances of a sample of one of them to another of them, as the middles of hundredths."""
