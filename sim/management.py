"""How people are hired, trained, promoted, paid, appraised, led and kept together: the levers of those practices.

Each class is a part of a `Scenario`. Every default is "nothing of it": a scenario that names none of these fields has
a team that is paid by the month, learns on the job and is replaced when it leaves.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.shop.types import NonNegative, Part, Positive, Share


class Hiring(Part):
    """Who replaces people who leave, and who comes on top."""

    replace: Share = Field(1.0, description="share of leavers that is replaced")
    lead_days: int = Field(28, ge=0, le=365, description="from the advertisement to the newcomer's first day")
    training_days: int = Field(5, ge=0, le=120, description="classroom before the floor")
    cost: NonNegative = Field(3000.0, description="advertising, contracts and courses of one hire")
    tests: int = Field(0, ge=0, le=3, description="0 a chat, 1 scored interview, 2 and a work sample, 3 and a quiz")
    applicants: int = Field(3, ge=1, le=30, description="candidates seen for one place")
    candidate_cost: NonNegative = Field(60.0, description="staff time for one candidate and one test, in money")
    referral_share: Share = Field(0.0, description="share of places filled by people whom the team knows")
    extra: int = Field(0, ge=0, le=100, description="people hired on top, for the service floor")
    post_week: int = Field(0, ge=0, le=51, description="week of the season in which their places are advertised")


class Training(Part):
    """Learning beyond the first course."""

    mentor_share: Share = Field(0.0, description="share of newcomers with an experienced person beside them")
    course_days: Annotated[float, Field(ge=0, le=10)] = Field(0.0, description="classroom for the experienced, each")
    course_week: int = Field(2, ge=0, le=51, description="week of the season in which that course begins")
    pair_minutes: Annotated[float, Field(ge=0, le=300)] = Field(
        0.0, description="a week in which two colleagues show each other how they work, each"
    )
    second_skill_share: Share = Field(0.0, description="share of the floor that also learns another team's work")
    assistance_share: Share = Field(0.0, description="share of the service floor that an assistant suggests answers to")
    assistance_to_new: Share = Field(1.0, description="share of its places for the newest; the quickest get the rest")
    assistance_cost: NonNegative = Field(300.0, description="a month and person with it, in money")


class Careers(Part):
    """Ladders and promotions."""

    steps: int = Field(0, ge=0, le=6, description="grades above the first, without becoming a lead")
    step_pay: Annotated[float, Field(ge=0, le=0.5)] = Field(0.05, description="share of pay added by a grade")
    promotions: int = Field(0, ge=0, le=20, description="people made lead at the start, instead of hired leads")
    promote_on_output: Share = Field(1.0, description="1: the quickest become leads; 0: those who can lead")
    promised: int = Field(0, ge=0, le=20, description="lead posts promised to the season's best results, at its end")


class Pay(Part):
    """How the floor is paid. The parts add up; shares are of a month's pay at the usual output."""

    level: Annotated[float, Field(ge=0.5, le=2)] = Field(1.0, description="factor on pay_month; 1 is the market's pay")
    piece_rate: NonNegative = Field(0.0, description="money for a finished contact")
    commission: Annotated[float, Field(ge=0, le=0.2)] = Field(0.0, description="share of orders won in chat")
    quality_gate: Share = Field(0.0, description="share of right answers below which no extra is paid; 0 = no gate")
    quota: Annotated[float, Field(ge=0.5, le=2)] = Field(1.05, description="four weeks' contacts over the usual number")
    quota_bonus: Annotated[float, Field(ge=0, le=1)] = Field(0.0, description="share of pay for reaching the quota")
    team_target: Annotated[float, Field(ge=0.5, le=2)] = Field(1.0, description="team's contacts over the usual number")
    team_bonus: Annotated[float, Field(ge=0, le=1)] = Field(0.0, description="share of pay if the team reaches it")
    rank_prize: Annotated[float, Field(ge=0, le=3)] = Field(0.0, description="share of pay for the best of four weeks")
    rank_top: Annotated[float, Field(ge=0.02, le=0.5)] = Field(0.1, description="share of people who win it")
    fine: NonNegative = Field(0.0, description="money taken for a wrong answer that is found")


class Appraisal(Part):
    """What is measured, how often and how fairly."""

    every_weeks: int = Field(0, ge=0, le=52, description="weeks between two talks; 0 = none")
    quality_weight: Share = Field(0.5, description="weight of right answers against their number")
    reviews: int = Field(0, ge=0, le=200, description="contacts of each person read before a talk")
    self_focus: Share = Field(0.5, description="share of what is said that is about the person, not the work")
    ranked_out: Annotated[float, Field(ge=0, le=0.5)] = Field(0.0, description="share forced into the lowest grade")


class Leadership(Part):
    """What leads do with their hours. Leads are people of the floor; their hours come from there."""

    span: int = Field(10, ge=2, le=60, description="people for each lead")
    lead_pay: Annotated[float, Field(ge=0, le=1)] = Field(0.2, description="share of pay added for a lead")
    coaching_hours: Annotated[float, Field(ge=0, le=8)] = Field(0.0, description="a week for each person led")
    attention_hours: Annotated[float, Field(ge=0, le=8)] = Field(
        0.0, description="a month for each person led, on keeping people"
    )
    remind_weeks: int = Field(0, ge=0, le=52, description="weeks between reminders to keep people; 0 = said once")
    goal: Annotated[float, Field(ge=0, le=0.99)] = Field(
        0.0, description="daily goal, as the share of own days that stay below it; 0 = no goal"
    )


class Together(Part):
    """Team events and praise."""

    event_hours: Annotated[float, Field(ge=0, le=16)] = Field(0.0, description="paid hours together, a month each")
    event_budget: NonNegative = Field(0.0, description="money a month and head")
    awards_share: Share = Field(0.0, description="share of people praised in front of all, a month")
    awards_announced: Share = Field(0.0, description="1: everybody knows beforehand what is praised; 0: a surprise")


class Remote(Part):
    """Work from home."""

    days_home: int = Field(0, ge=0, le=5, description="a week, for the floor's chat and ticket people")
    volunteers: Share = Field(1.0, description="share of those at home who asked for it and have a room for it")
    min_tenure_weeks: NonNegative = Field(26.0, description="weeks in the team before the first day at home")
    overlap_hours: Annotated[float, Field(ge=0, le=12)] = Field(8.0, description="hours a day shared with the office")
    tracking: Share = Field(0.0, description="share of the time at home that is recorded")


class Schedule(Part):
    """How the rota treats people."""

    notice_days: int = Field(14, ge=0, le=60, description="days ahead that shifts are known")
    stable_share: Share = Field(0.5, description="share of shifts at the same hours every week")
    swaps: Share = Field(0.0, description="share of the floor that may swap shifts by itself")


class Peak(Part):
    """How the team prepares for a campaign: the levers of the practice peak-time.

    The peak window runs from the eve of the big day to `days_after` days past it.
    """

    days_after: int = Field(3, ge=0, le=21)
    overtime_hours: Annotated[float, Field(ge=0, le=4)] = Field(
        0.0, description="added to each floor shift in the window"
    )
    temps: int = Field(0, ge=0, le=200, description="temporary people on the floor, over the window")
    temps_days_before: int = Field(0, ge=0, le=42, description="how early the temps start, to learn")
    temps_packing: int = Field(0, ge=0, le=200, description="temporary people who pick and pack, over the window")
    temp_pay_hour: Positive = 25.0
    night_crew: Share = Field(0.0, description="share of the floor moved to the hours around the opening")
    break_minutes: Annotated[float, Field(ge=0, le=90)] = Field(60.0, description="break in a shift of the window")
