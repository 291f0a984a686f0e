"""Counts in bins of time, and how they fall on pixels: always the largest of what shares a pixel, never an average."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Bars:
    """One value per bin of `width` µs; bin 0 begins at `first` (UTC µs)."""

    first: int
    width: int
    values: Values
    _sums: dict[int, Bars] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, first: int, width: int, values: Sequence[float]) -> Bars:
        return cls(first, width, np.asarray(values, dtype=np.float64))

    @property
    def until(self) -> int:
        return self.first + self.width * len(self.values)

    def wider(self, times: int) -> Bars:
        """The sums of `times` neighbouring bins each."""
        if times == 1:
            return self
        if times not in self._sums:
            padded = np.pad(self.values, (0, -len(self.values) % times))
            self._sums[times] = Bars(self.first, self.width * times, padded.reshape(-1, times).sum(axis=1))
        return self._sums[times]

    def between(self, since: int, until: int) -> float:
        """The sum of the bins that begin in the range."""
        low = max(0, -(-(since - self.first) // self.width))
        high = max(low, -(-(until - self.first) // self.width))
        return float(self.values[low:high].sum())

    def replaced(self, at: int, values: Sequence[float]) -> Bars:
        """The same with everything from `at` (a bin's beginning) on taken from `values`."""
        keep = max(0, min(len(self.values), (at - self.first) // self.width))
        return Bars(self.first, self.width, np.concatenate([self.values[:keep], np.asarray(values, dtype=np.float64)]))


@dataclass(frozen=True, eq=False)
class Columns:
    """Bars on device pixels: left and right edges (device pixels, right exclusive) and one row of values per series."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    values: tuple[Values, ...]


def columns(series: Sequence[Bars], start: float, us_per_device_px: float, low: int, high: int) -> Columns:
    """The bins of `series` (same bins) that touch device pixels `low` to `high`, x = 0 being the moment `start`.

    Bins that begin on the same pixel become one column with the largest sum's values: bars merge by maximum.
    """
    first, width, count = series[0].first, series[0].width, len(series[0].values)
    begin = max(0, int((start + low * us_per_device_px - first) // width))
    end = min(count, int((start + high * us_per_device_px - first) // width) + 1)
    if end <= begin:
        empty = np.zeros(0, dtype=np.int64)
        return Columns(empty, empty, tuple(np.zeros(0) for _one in series))
    edges = np.floor((first - start + np.arange(begin, end + 1) * float(width)) / us_per_device_px).astype(np.int64)
    left, right = edges[:-1], edges[1:]
    values = [one.values[begin:end] for one in series]
    starts = np.flatnonzero(np.diff(left, prepend=left[0] - 1))
    if len(starts) != len(left):
        total = np.sum(values, axis=0)
        highest = np.repeat(np.maximum.reduceat(total, starts), np.diff([*starts.tolist(), len(left)]))
        places = np.where(total == highest, np.arange(len(left)), len(left))
        best = np.minimum.reduceat(places, starts)
        right = np.append(left[starts[1:]], right[-1])
        left = left[starts]
        values = [one[best] for one in values]
    return Columns(left, np.maximum(right, left + 1), tuple(values))
