"""Every figure of the playbook, in one look.

A chart function takes `words` (`playbook.language.words`) first and returns a frozen `Figure`, or a `Strip` of HTML.
A figure's title is what it found, which the chart reckons from its data; `title` says what is shown and stands beneath.
Figures hold two layouts, for a page and for a phone; their text is escaped; the same input gives the same bytes; data
that are not finite are left out; data that hold nothing give a figure that says so. What is read out point by point
under the pointer or by the arrow keys stands in the picture itself (`Pen.plate`).
"""

from playbook.charts.bands import Claim, bands
from playbook.charts.bars import Part, contributions
from playbook.charts.courier import Yard, courier
from playbook.charts.curves import knee, lever_curve
from playbook.charts.dots import Dot, bet_result, dots
from playbook.charts.duty import duty_day, duty_week
from playbook.charts.figure import Figure, Strip, source
from playbook.charts.gains import Change, gains
from playbook.charts.headcount import Advert, headcount
from playbook.charts.ladder import Rung, ladder
from playbook.charts.loops import Link, Node, loop_diagram
from playbook.charts.pods import pods_day
from playbook.charts.residuals import Residual, residuals
from playbook.charts.rubric import Row, rubric_strip
from playbook.charts.scales import Span
from playbook.charts.season import Mark, Panel, season_band
from playbook.charts.spread import spread
from playbook.charts.strip import Kpi, kpi_strip, waiting
from playbook.charts.tornado import Bar, tornado

__all__ = [
    "Advert", "Bar", "Change", "Claim", "Dot", "Figure", "Kpi", "Link", "Mark", "Node", "Panel", "Part", "Residual",
    "Row", "Rung", "Span", "Strip", "Yard", "bands", "bet_result", "contributions", "courier", "dots",
    "duty_day", "duty_week", "gains", "headcount", "knee", "kpi_strip", "ladder", "lever_curve", "loop_diagram",
    "pods_day", "residuals", "rubric_strip", "season_band", "source", "spread", "tornado", "waiting",
]  # fmt: skip
