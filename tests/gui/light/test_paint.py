"""The unit's picture: probe points, shapes without colour, contrast, room for longer words."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from light_faces import NOW, STATES, channel, status
from mirrorlight.core.context import Rect
from mirrorlight.core.status import BLOCKED, PAUSED, RECORDING
from mirrorlight.recorder import light_look as look
from mirrorlight.recorder.light_face import Face, face
from mirrorlight.recorder.light_paint import PROBES, Manner, picture, shape
from mirrorlight.recorder.light_proof import FEW, Place, X11Eyes, shows

pytestmark = pytest.mark.usefixtures("qapp")
RATIOS = (1.0, 1.25, 1.5, 2.0)


def painted(state: str, ratio: float = 1.0, **manner: object) -> QImage:
    return picture(face(STATES[state], NOW), Manner(**manner), ratio)  # type: ignore[arg-type]


def colors(image: QImage, left: int, top: int, right: int, bottom: int) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(left, right) for y in range(top, bottom)}


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("state", sorted(STATES))
def test_the_probe_points_have_the_guides_colors(qapp: QApplication, state: str, ratio: float) -> None:
    image = painted(state, ratio)
    for (x, y), color in PROBES[state]:
        assert image.pixelColor(int((x + 1.5) * ratio), int((y + 1.5) * ratio)).name() == color.name(), (x, y)


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_picture_proves_its_own_state_and_no_other(qapp: QApplication, ratio: float) -> None:
    for shown in STATES:
        for state in STATES:
            proof = shows(painted(shown, ratio), painted(state, ratio), state)
            assert proof == (shown == state), (shown, state)


def test_a_picture_painted_wrongly_proves_nothing(qapp: QApplication) -> None:
    """Even if the screen shows exactly what was painted, it must be what the guide says for the state."""
    wrong = painted(PAUSED)
    assert not shows(wrong.copy(), wrong, RECORDING)


@pytest.mark.parametrize("spot", [(14, 15, 6), (70, 10, 6), (200, 4, 6), (310, 30, 6), (2, 20, 6)])
def test_more_than_a_few_wrong_pixels_are_noticed(qapp: QApplication, spot: tuple[int, int, int]) -> None:
    image = painted(RECORDING)
    covered = image.copy()
    left, top, side = spot
    for x in range(left, left + side):
        for y in range(top, top + side):
            covered.setPixelColor(x, y, QColor("#0000ff"))
    assert side * side > FEW
    assert not shows(covered, image, RECORDING)
    speck = image.copy()
    speck.setPixelColor(left, top, QColor("#0000ff"))
    assert shows(speck, image, RECORDING)


def test_states_differ_without_color(qapp: QApplication) -> None:
    grey = {
        state: painted(state).copy(1, 1, look.CAP, look.INNER_HEIGHT).convertToFormat(QImage.Format.Format_Grayscale8)
        for state in STATES
    }
    for one, other in combinations(grey, 2):
        different = sum(
            abs(QColor(grey[one].pixel(x, y)).red() - QColor(grey[other].pixel(x, y)).red()) > 60
            for x in range(look.CAP)
            for y in range(look.INNER_HEIGHT)
        )
        assert different > 40, (one, other)


def test_red_is_only_in_the_lamp_of_a_recording(qapp: QApplication) -> None:
    def reddish(image: QImage, left: int) -> int:
        found = (image.pixelColor(x, y) for x in range(left, image.width()) for y in range(image.height()))
        return sum(c.red() > c.green() + 60 and c.green() < c.blue() + 30 for c in found)

    for state in STATES:
        assert (reddish(painted(state), 0) > 0) == (state == RECORDING), state
        assert reddish(painted(state), look.CAP + 1) == 0


@pytest.mark.parametrize(
    ("color", "least"),
    [(look.TEXT, 18.0), (look.SECOND_TEXT, 9.6), (look.RESTING, 3.0), (look.RED, 5.5), (look.AMBER, 11.0)],
)
def test_contrast_on_the_ground(color: QColor, least: float) -> None:
    assert contrast(color, look.GROUND) >= least


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.2."""

    def luminance(color: QColor) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("state", sorted(STATES))
@pytest.mark.parametrize("factor", [1.4, 30])
def test_longer_words_stay_in_their_column(qapp: QApplication, state: str, factor: float) -> None:
    def longer(text: str) -> str:
        return text + "m" * round(len(text) * (factor - 1))

    shown = face(STATES[state], NOW)
    long = replace(
        shown, **{part: longer(getattr(shown, part)) for part in ("word", "facts", "before", "name", "after")}
    )
    image = picture(long, Manner(), 1.0)
    right = 1 + look.INNER_WIDTH - (look.BUTTON if long.button else 2)
    assert colors(image, right - 5, 4, right - 1, look.HEIGHT - 4) == {look.GROUND.name()}


def test_a_long_title_is_cut_before_the_words_around_it(qapp: QApplication) -> None:
    told = status(BLOCKED, reason="light-covered", detail="A very long title " * 50)
    shown = face(told, NOW)
    end = replace(shown, before="", name="", after="")
    assert picture(shown, Manner(), 1.0) != picture(end, Manner(), 1.0)
    without = replace(shown, after=" since 00:00")
    assert picture(shown, Manner(), 1.0) != picture(without, Manner(), 1.0)


def test_marks_show_lit_quiet_and_off(qapp: QApplication) -> None:
    channels = (channel("keys", last_stored=NOW), channel("pointer"), channel("pictures", on=False))
    image = picture(face(status(RECORDING, channels=channels), NOW), Manner(), 1.0)

    def column(index: int) -> set[str]:
        left = 1 + look.TEXT_LEFT + index * look.PITCH
        return colors(image, left, 39, left + 13, 41)

    assert look.TEXT.name() in column(0)
    assert column(1) == column(2) == {look.GROUND.name()}
    quiet = replace(channels[2], on=True)
    other = picture(face(status(RECORDING, channels=(*channels[:2], quiet)), NOW), Manner(), 1.0)
    assert image != other


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_thirteen_marks_stand_apart_and_each_can_be_seen(qapp: QApplication, ratio: float) -> None:
    """Each bar is whole, and ground lies between any two."""
    told = status(RECORDING, channels=tuple(channel("keys", last_stored=NOW) for _ in range(13)))
    image = picture(face(told, NOW), Manner(), ratio)
    y = round((1 + 23 + 16) * ratio)
    line = [image.pixelColor(x, y).name() == look.TEXT.name() for x in range(round(56 * ratio), round(300 * ratio))]
    lengths: list[int] = []
    for before, now in pairwise([False, *line]):
        if now and not before:
            lengths.append(0)
        if now:
            lengths[-1] += 1
    assert len(lengths) == 13
    assert min(lengths) >= (look.MARK - 3) * ratio


def test_thirty_channels_stay_in_their_column(qapp: QApplication) -> None:
    told = status(RECORDING, channels=tuple(channel("keys", last_stored=NOW) for _ in range(30)))
    image = picture(face(told, NOW), Manner(), 1.0)
    assert colors(image, 296, 4, 300, 46) == {look.GROUND.name()}


def test_the_button_shows_pointer_press_and_focus(qapp: QApplication) -> None:
    shown = [painted(RECORDING), *(painted(RECORDING, **{how: True}) for how in ("pointed", "pressed", "focused"))]
    assert all(one != other for one, other in combinations(shown, 2))
    assert all(one.copy(0, 0, 300, 50) == shown[0].copy(0, 0, 300, 50) for one in shown)


def test_the_windows_shape_is_round_and_symmetric(qapp: QApplication) -> None:
    region = shape(50)
    rect = region.boundingRect()
    assert (rect.width(), rect.height()) == (look.WIDTH, look.HEIGHT)
    for x, y, inside in ((0, 0, False), (0, 25, True), (8, 0, True), (337, 0, False), (337, 49, False), (0, 49, False)):
        assert region.contains(QPoint(x, y)) == inside


def test_the_outer_edge_is_black_and_the_inner_one_grey(qapp: QApplication) -> None:
    image = painted(RECORDING)
    assert colors(image, 10, 0, 300, 1) == {look.OUTER_EDGE.name()}
    assert colors(image, 10, 1, 300, 2) == {look.INNER_EDGE.name()}
    assert image.pixelColor(1 + look.CAP, 25).name() == look.LINE.name()
    assert isinstance(face(STATES[RECORDING], NOW), Face)


def raw(image: QImage) -> bytes:
    """An image's pixels as an X server sends them."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    return bytes(plain.constBits())


def test_what_was_proved_once_is_proved_again_only_while_it_stays_the_same(qapp: QApplication) -> None:
    image, other = painted(RECORDING), painted(PAUSED)
    screen = [raw(image)]
    where = Place(QRect(QPoint(0, 0), image.size()), Rect(0, 0, image.width(), image.height()))
    eyes = X11Eyes(lambda _place: screen[0])
    for _ in range(3):
        assert eyes.sees(where, [image], RECORDING)
    assert not eyes.sees(where, [image], PAUSED)
    assert not eyes.sees(where, [other], PAUSED)
    assert eyes.sees(where, [other, image], RECORDING)
    spoiled = bytearray(screen[0])
    for y in range(10, 20):
        start = 4 * (y * image.width() + 60)
        spoiled[start : start + 40] = bytes(40)
    screen[0] = bytes(spoiled)
    assert not eyes.sees(where, [image], RECORDING)
    assert not eyes.sees(where, [], RECORDING)
