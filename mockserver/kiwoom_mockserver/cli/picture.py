"""Candles as a picture: PNG or SVG, drawn with matplotlib, an optional extra."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kiwoom_mockserver.cli.candles import Candle, shown_label
from kiwoom_mockserver.cli.tables import FALLING, RISING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KINDS: Final = (".png", ".svg")
TICKS: Final = 8
"""Labels along the time axis."""


def save(candles: Sequence[Candle], title: str, path: Path) -> None:
    """A picture of the candles is at ``path``; the same candles give the same bytes.

    Raises ClickException when matplotlib is not installed or the file cannot be written.
    """
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError:
        raise click.ClickException(
            "a picture needs matplotlib; install it with: pip install 'kiwoom-mockserver[plot]'"
            " (--plot without a file draws in the terminal)"
        ) from None
    figure = Figure(figsize=(12, 6.5), layout="constrained")
    prices, volumes = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    places = range(len(candles))
    colours = [RISING if one.rises else FALLING for one in candles]
    _draw_prices(prices, candles, colours)
    volumes.bar(places, [float(one.volume) for one in candles], width=0.7, color=colours)
    # A Korean title would need a Korean font, which not every machine has.
    prices.set_title(title, loc="left")
    marks = sorted({len(candles) * part // TICKS for part in range(TICKS)}) if candles else []
    volumes.set_xticks(marks, [shown_label(candles[place].label) for place in marks])
    for axes in (prices, volumes):
        axes.yaxis.set_major_formatter("{x:,.0f}")
        axes.grid(alpha=0.25)
        axes.margins(x=0.01)
    date = {"Date": None} if path.suffix == ".svg" else {"Software": None}
    with mpl.rc_context({"svg.hashsalt": title}):
        try:
            figure.savefig(path, dpi=110, metadata=date)
        except OSError as error:
            raise click.ClickException(f"{path}: {error.strerror}") from None


def _draw_prices(axes: "Axes", candles: Sequence[Candle], colours: list[str]) -> None:
    places = range(len(candles))
    lows, highs = [float(one.low) for one in candles], [float(one.high) for one in candles]
    axes.vlines(places, lows, highs, color=colours, linewidth=0.8)
    bottoms = [float(min(one.open, one.close)) for one in candles]
    heights = [abs(float(one.close - one.open)) for one in candles]
    # A candle that closes where it opens is a line.
    least = (max(highs, default=1.0) - min(lows, default=0.0)) / 400
    bodies = [max(height, least) for height in heights]
    axes.bar(places, bodies, width=0.7, bottom=bottoms, color=colours)
