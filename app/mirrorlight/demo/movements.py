"""How the demo worker moves the pointer: from place to place as hands do, sampled as a mouse tells it.

Sources. How fast a movement is along its way: the minimum-jerk profile of Flash and Hogan, "The coordination of arm
movements", J. Neuroscience 5 (1985). How long it takes: Fitts' law in Shannon's form, MT = a + b log2(D / W + 1), after
MacKenzie, Human-Computer Interaction 7 (1992); 1 / b of 4.5 bits a second lies in the 3.7 to 4.9 that Soukoreff and
MacKenzie, Int. J. Human-Computer Studies 61 (2004), found for mice. That a first movement covers most of the way, ends
beside it, and is followed by a shorter one that corrects it: Meyer and others, Psychological Review 95 (1988).
Over these lie tremor of less than a pixel, at about 10 Hz (physiological tremor is found between 8 and 12 Hz), and
the noise of a sensor.
"""

from __future__ import annotations

import math
import random
from functools import lru_cache

from mirrorlight.core.clock import SECOND

A, B = 0.11, 1 / 4.5
"""Fitts' law: seconds, and seconds per bit."""
REACH, REACH_SPREAD = 0.96, 0.05
"""How much of the way the first movement covers, and how much that differs; more than 1 is an overshoot."""
TREMOR = 0.45
"""Pixels."""
TREMOR_HZ = 9.5
NOISE, NOISES = 0.3, 8_191
"""Of the sensor: pixels (standard deviation, a guess), and how many different ones are drawn."""
TICK, LATE = 1_000, 0.1
"""Displays tell time in whole milliseconds (µs); the share of samples that come one later."""

Sample = tuple[int, int, int]
Place = tuple[int, int]


def fitts(distance: float, width: float) -> float:
    """Seconds for a movement of `distance` pixels to something `width` pixels wide."""
    return A + B * math.log2(distance / width + 1)


@lru_cache(maxsize=2_000)
def minimum_jerk(steps: int) -> tuple[float, ...]:
    """The share of the way after each of `steps` equal times."""
    times = (number / steps for number in range(1, steps + 1))
    return tuple(t * t * t * (10 + t * (6 * t - 15)) for t in times)


@lru_cache(maxsize=1)
def _noise() -> tuple[float, ...]:
    dice = random.Random(0)
    return tuple(dice.gauss(0.0, NOISE) for _number in range(NOISES))


class Movements:
    """Moves a pointer over a screen. `rate` is how often in a second the mouse tells its place while it moves."""

    def __init__(self, dice: random.Random, width: int, height: int, rate: int = 125) -> None:
        self._dice = dice
        self._screen = width, height
        self._step = SECOND // rate
        self.place: Place = (width // 2, height // 2)

    def somewhere(self) -> Place:
        """Where people point: mostly the middle of the screen, now and then its edges."""
        (width, height), dice = self._screen, self._dice
        x = dice.gauss(width * 0.48, width * 0.22)
        y = dice.gauss(height * 0.46, height * 0.24)
        return max(3, min(width - 4, round(x))), max(3, min(height - 4, round(y)))

    def move(self, goal: Place, at: int, target: float = 24.0) -> list[Sample]:
        """A movement from `at` (µs) on to `goal`, something `target` pixels wide: one that reaches, one or two that
        correct. The samples that differ from the one before; empty if the pointer is there already.
        """
        dice = self._dice
        samples: list[Sample] = []
        distance = math.dist(self.place, goal)
        if distance < 2:
            return samples
        seconds = fitts(distance, target) * math.exp(dice.gauss(0, 0.16))
        if distance < 60:
            at = self._reach(goal, seconds, at, samples)
        else:
            (x, y), share = self.place, dice.gauss(REACH, REACH_SPREAD)
            aside = dice.gauss(0, distance * 0.03)
            near = (
                round(x + (goal[0] - x) * share - (goal[1] - y) / distance * aside),
                round(y + (goal[1] - y) * share + (goal[0] - x) / distance * aside),
            )
            at = self._reach(near, seconds * 0.72, at, samples)
            at += self._step * dice.randrange(3, 14)
            self._reach(goal, seconds * 0.34, at, samples)
        return samples

    def _reach(self, goal: Place, seconds: float, at: int, samples: list[Sample]) -> int:
        """One movement; returns the moment of its end."""
        dice, step = self._dice, self._step
        (x, y), (width, height) = self.place, self._screen
        goal = max(0, min(width - 1, goal[0])), max(0, min(height - 1, goal[1]))
        steps = max(3, round(seconds * SECOND / step))
        dx, dy = goal[0] - x, goal[1] - y
        bow = dice.gauss(0, 0.04)
        phase, turn = dice.random() * math.tau, math.tau * TREMOR_HZ * step / SECOND
        sine, noise = math.sin, _noise()
        first = dice.randrange(len(noise))
        rare = dice.random

        def late() -> int:
            return TICK if rare() < LATE else 0

        last = self.place
        for number, share in enumerate(minimum_jerk(steps)):
            bent = bow * share * (1 - share) * 4
            shake = TREMOR * sine(phase + number * turn) + noise[(first + number) % NOISES]
            here = round(x + dx * share - dy * bent + shake), round(y + dy * share + dx * bent - shake)
            if number == steps - 1:
                here = goal
            if here != last:
                here = max(0, min(width - 1, here[0])), max(0, min(height - 1, here[1]))
                samples.append((at + (number * step + late()) // TICK * TICK, *here))
                last = here
        self.place = last
        return at + steps * step
