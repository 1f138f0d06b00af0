"""The practices of people and pay inside a season: who joins, what each week does to them, what their pay asks for.

The mechanisms in `sim.people` know no calendar and no contacts; the season knows no practice. This package stands
between them: `standing` holds what the practices leave in each person, `joining` brings people in and makes leads,
`suggestions` deals out the assistant, `weeks` lets a week act, `terms` turns all of it into factors on speed, accuracy,
hours and quits, `rewards` turns pay into effort before a day and a day's contacts into pay, `promises` lets people race
for posts.
"""
