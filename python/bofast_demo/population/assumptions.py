"""What the simulation assumes, in one place.

Three kinds of numbers: calibration targets read from report 2016/27 (said so where
they stand), rounded public knowledge about Norway, and plain assumptions. Tables 4.2,
4.3 and 5.5-5.31 of the report are not used anywhere: they are left for validation.
Rows or columns in the order work, refuge, family, education, nordic, unknown.
"""

import numpy as np

YEARS = tuple(range(2004, 2015))
"""Every 1 January of the population register."""

CALIBRATION_YEAR = 2013
"""The outcome year of the report's models: no shift of levels, `RATE_IN` unused."""

ADULTS_IN_THOUSANDS = np.array(
    [266.0, 277.0, 293.0, 314.0, 351.0, 389.0, 423.0, 461.0, 503.5, 545.966, 583.5]
)
"""Immigrants aged 15-74 each 1 January; 2013 is the report's n (table 6.1), the others
follow the rounded public totals of immigrants."""

ADULTS_2013 = np.array([[15_354, 15_255], [10_883, 9_917], [33_963, 30_539],
                        [226_073, 203_982]])  # fmt: skip
"""Men and women aged 15-74 per centrality level (n of tables E.1-E.8): a target."""

EARLIER_LEVEL_SHARE = np.array([0.049, 0.035, 0.106, 0.810])
EARLIER_SHARE_OF_MEN = 0.490
"""Levels and men in 2004; the years up to 2013 lie on a line. Assumptions."""

ADULT_SHARES_IN_PERCENT = np.array(
    [
        [5.2, 21.3, 22.2, 2.6, 16.7, 32.0],
        [6.2, 21.1, 22.7, 3.2, 16.5, 30.3],
        [7.9, 20.7, 23.2, 4.0, 16.2, 28.0],
        [10.2, 20.2, 23.6, 4.4, 16.0, 25.6],
        [13.8, 19.1, 24.1, 4.8, 15.5, 22.7],
        [17.6, 18.3, 24.8, 5.2, 14.2, 19.9],
        [19.4, 18.1, 25.1, 5.0, 13.5, 18.9],
        [21.6, 17.7, 25.4, 4.7, 12.8, 17.8],
        [24.0, 17.2, 25.6, 4.1, 12.2, 16.9],
        [25.8, 16.8, 25.8, 3.8, 11.7, 16.1],
        [27.0, 16.6, 26.0, 3.6, 11.2, 15.6],
    ]
)
"""Of immigrants aged 15-74 each 1 January. Children are mostly family immigrants, so
that of all ages the means over 2004-2008 and 2009-2013 are those in the text to figure
5.13: a target. How the years lie around them is an assumption."""

RATE_IN = {
    2004: [12.3, 2.0, 4.0, 25.0, 5.6, 1.7],
    2005: [10.8, 1.7, 3.4, 21.5, 5.4, 1.5],
    2006: [9.6, 1.4, 3.0, 18.5, 5.3, 1.3],
    2007: [8.7, 1.2, 2.7, 16.5, 5.2, 1.2],
    2008: [8.0, 1.1, 2.5, 15.0, 5.3, 1.2],
    2009: [7.6, 1.2, 2.6, 16.0, 5.8, 1.5],
    2010: [6.6, 1.3, 2.8, 17.0, 6.2, 1.7],
    2011: [5.5, 1.3, 2.9, 17.5, 6.6, 1.8],
    2012: [4.7, 1.0, 2.6, 13.0, 6.8, 1.4],
}
"""Emigrants in percent of immigrants: a target, as far as the text of chapter 4.1 and
its figures 4.1-4.8 says (25 to 15, about 13 in 2012; 12 to 4-5; 1-2; ...)."""

OUT_RATIO = {
    2004: [1.1, 1.35, 1.3, 1.0, 1.0, 1.1],
    2005: [1.1, 1.25, 1.2, 1.0, 1.0, 1.1],
    2006: [1.1, 1.15, 1.15, 1.0, 1.0, 1.1],
    2007: [1.1, 1.1, 1.1, 1.0, 1.0, 1.0],
    2008: [1.05, 1.05, 1.05, 1.0, 1.0, 1.0],
    2009: [1.0, 0.95, 1.0, 1.0, 1.05, 1.0],
    2010: [1.0, 0.95, 1.0, 1.0, 1.05, 1.0],
    2011: [1.0, 0.95, 1.0, 1.0, 1.1, 1.0],
    2012: [1.0, 1.0, 1.0, 1.0, 1.1, 1.0],
}
"""Out-migration against 2013 (text of chapter 4.1: stable, falling among refugees and
family immigrants before 2009)."""

SHARE_OF_MEN = np.array([0.70, 0.56, 0.34, 0.45, 0.52, 0.52])
LEVEL_PULL = np.array(
    [
        [1.20, 1.20, 1.10, 1.00],
        [1.25, 1.15, 1.10, 0.98],
        [1.05, 1.00, 1.00, 1.00],
        [0.55, 0.90, 0.75, 1.05],
        [1.05, 1.05, 1.00, 1.00],
        [0.60, 0.65, 0.80, 1.05],
    ]
)
"""Men by background, and how much more a level has of it than of others."""

COUNTY_PULL = {
    "01": [0.70, 1.35, 1.00, 0.40, 1.50, 1.00],
    "02": [0.95, 0.85, 0.82, 0.70, 1.35, 1.35],
    "03": [0.75, 0.95, 1.00, 1.40, 0.90, 1.25],
    "04": [0.95, 1.40, 0.95, 0.80, 1.50, 0.85],
    "05": [1.00, 1.40, 0.95, 0.90, 1.00, 0.85],
    "06": [1.00, 1.05, 1.00, 0.80, 0.85, 1.05],
    "07": [0.95, 1.10, 1.00, 0.80, 0.95, 1.00],
    "08": [0.72, 1.50, 1.00, 0.80, 0.90, 0.95],
    "09": [0.95, 1.45, 0.85, 0.85, 0.65, 1.00],
    "10": [0.75, 1.40, 0.85, 0.80, 0.60, 1.35],
    "11": [1.44, 0.84, 1.10, 0.80, 0.65, 0.95],
    "12": [1.60, 0.85, 1.08, 1.35, 0.60, 1.10],
    "14": [1.36, 0.85, 1.12, 1.35, 0.70, 0.70],
    "15": [1.40, 0.48, 1.15, 0.80, 0.75, 0.80],
    "16": [1.05, 1.00, 1.00, 2.20, 0.90, 0.75],
    "17": [0.95, 1.45, 1.12, 1.00, 1.00, 0.50],
    "18": [0.90, 1.40, 1.12, 1.30, 1.35, 0.50],
    "19": [0.95, 0.95, 0.85, 2.20, 1.50, 0.55],
    "20": [0.90, 0.90, 1.20, 0.90, 1.70, 0.45],
}
"""By county of 2013, how much more of a background it has than others: set so that
shares come out as the text to figure 5.13 says them, a target. In 2009-2013 work
immigrants are 25-30 percent in the four western counties (11, 12, 14, 15) and fewest in
01, 03, 08 and 10; refugees are most in 01, 04, 05, 08, 09, 10, 17 and 18 and fewest in
15; family immigrants most in the west, 17, 18 and 20 and fewest in 02, 09, 10 and 19;
education immigrants most in 16 and 19 and fewest in 01; Nordic ones most in 01, 02, 04
and the north and fewest in the west, 09 and 10; the unknown most in 02, 03, 10 and 12
and fewest in 17 and the north (18, 19, 20). How much more is an assumption where the
text has no number."""

COUNTY_EMIGRATION = {
    "01": [1.10, 0.90, 0.95, 0.80, 0.50, 0.95],
    "02": [1.00, 0.95, 1.15, 0.90, 0.90, 1.00],
    "03": [1.15, 1.50, 1.20, 1.05, 1.70, 1.25],
    "04": [0.90, 0.90, 0.80, 1.20, 0.60, 0.95],
    "05": [0.75, 0.90, 0.90, 0.85, 0.85, 0.95],
    "06": [1.05, 0.90, 0.75, 0.60, 0.90, 0.95],
    "07": [1.10, 0.90, 0.80, 0.85, 0.65, 0.95],
    "08": [0.90, 0.90, 0.90, 0.80, 0.85, 0.75],
    "09": [0.65, 0.50, 0.70, 0.75, 0.50, 0.75],
    "10": [1.20, 0.60, 0.70, 1.05, 0.65, 0.75],
    "11": [1.10, 0.70, 1.40, 0.50, 1.05, 0.95],
    "12": [1.05, 0.95, 1.00, 1.15, 1.05, 0.95],
    "14": [0.80, 0.90, 0.90, 2.20, 1.10, 1.20],
    "15": [0.90, 1.10, 1.05, 0.85, 1.05, 0.95],
    "16": [1.20, 1.30, 1.30, 1.50, 1.00, 0.95],
    "17": [1.15, 0.90, 0.70, 1.55, 0.55, 0.95],
    "18": [1.20, 0.90, 0.70, 0.85, 1.00, 0.95],
    "19": [0.95, 0.90, 0.90, 1.20, 1.80, 1.20],
    "20": [0.80, 0.75, 0.60, 0.85, 1.15, 1.20],
}
COUNTY_MOVES = {
    "01": [0.90, 0.80, 0.70, 1.00, 0.60, 0.90],
    "02": [1.60, 1.00, 1.30, 1.20, 1.40, 1.00],
    "03": [0.90, 0.50, 0.60, 0.50, 1.60, 0.60],
    "04": [1.40, 1.60, 1.50, 1.50, 0.80, 1.50],
    "05": [1.00, 1.60, 1.60, 1.50, 1.30, 1.50],
    "06": [1.30, 1.00, 1.00, 1.10, 1.00, 1.00],
    "07": [0.90, 1.00, 1.00, 1.10, 0.80, 1.00],
    "08": [1.00, 1.20, 1.20, 1.70, 1.00, 1.00],
    "09": [1.00, 1.20, 1.10, 1.60, 0.80, 0.60],
    "10": [0.80, 1.10, 1.00, 1.20, 1.00, 0.60],
    "11": [0.30, 0.40, 0.40, 0.50, 0.60, 0.50],
    "12": [0.35, 0.45, 0.45, 0.50, 0.90, 0.50],
    "14": [1.00, 1.90, 1.50, 0.60, 1.80, 1.60],
    "15": [0.60, 1.60, 1.30, 1.10, 1.00, 1.10],
    "16": [0.80, 1.00, 0.80, 0.70, 1.00, 1.00],
    "17": [1.60, 1.70, 1.50, 1.20, 1.00, 1.50],
    "18": [1.20, 1.70, 1.80, 1.60, 1.00, 1.30],
    "19": [1.20, 2.00, 1.50, 1.10, 1.00, 1.50],
    "20": [1.40, 1.70, 1.70, 1.20, 1.10, 2.00],
}
"""How many times as often a background emigrates from a county, and moves to another
county of its level, as elsewhere: the order of counties is that of the text to figures
5.14-5.19, a target, the factors are assumptions. Rates of the whole country stay what
they are. In 2013 nobody's emigration hangs on the county but by the logits, which know
levels only."""

COUNTRIES: tuple[dict[int, float], ...] = (
    {131: 45, 136: 18, 144: 9, 139: 6, 133: 5, 124: 5, 428: 4, 444: 4, 684: 2, 127: 2},
    {346: 22, 452: 21, 404: 12, 155: 12, 456: 11, 241: 10, 161: 9, 564: 3},
    {131: 14, 568: 12, 428: 9, 140: 9, 534: 8, 346: 8, 452: 8, 143: 7, 404: 5, 715: 5,
     136: 8, 241: 7},
    {428: 18, 484: 15, 140: 14, 528: 10, 444: 9, 144: 9, 684: 9, 246: 8, 117: 8},
    {106: 57, 101: 28, 103: 8, 105: 5, 104: 1.0, 102: 1.0},
    {534: 22, 575: 17, 143: 11, 139: 9, 684: 8, 725: 8, 424: 8, 359: 6, 444: 6, 456: 5},
)  # fmt: skip
"""Countries of birth with weights, Statistics Norway's numbers. Assumptions."""

ARRIVAL_AGE = np.array([[32, 8], [29, 9], [28.5, 7.5], [24.5, 4], [27, 7], [29, 11]])
"""Mean and spread of adults' age at immigration, at least 18."""

NATIVE_PARTNER = np.array(
    [[0.0, 0.01], [0.01, 0.02], [0.30, 0.36], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]
)
"""Share of newcomers, men and women, who come to a partner who is no immigrant."""

JOINT_ARRIVAL = np.array(
    [[0.30, 0.35], [0.45, 0.65], [0.60, 0.38], [0.02, 0.02], [0.01, 0.01], [0.04, 0.04]]
)
"""Share of newcomers who would come with a partner, as far as there are enough."""

JOINS_RESIDENT = np.array([0.0, 0.2, 0.7, 0.0, 0.0, 0.0])
"""Share of the other newcomers who come to a spouse already here."""

SPOUSE_ABROAD = np.array([0.45, 0.25, 0.08, 0.06, 0.05, 0.15])
"""Share of those who come alone who are married to somebody abroad."""

SHARES_DWELLING = np.array([0.45, 0.25, 0.15, 0.45, 0.20, 0.10])
"""Share of those who come alone who share a dwelling with others like them."""

PARTNERED_AT_START = np.array(
    [[0.42, 0.55], [0.60, 0.75], [0.65, 0.84], [0.10, 0.10], [0.78, 0.80], [0.78, 0.80]]
)
NATIVE_AT_START = np.array(
    [[0.60, 0.70], [0.10, 0.10], [0.40, 0.55], [0.60, 0.65], [0.97, 0.97], [0.30, 0.35]]
)
"""On 1 January 2004: adults with a partner, and the share of those whose partner is no
immigrant; men and women. Assumptions."""

CHILDREN_AT_START = np.array([1.0, 1.0, 1.15, 1.0, 0.6, 1.0])
"""Children of immigrants whose partner is none, against other couples, on 1 January
2004."""

FORMS_COUPLE = np.array([0.13, 0.06, 0.06, 0.08, 0.004, 0.04])
"""Chance in a year that a single adult under 50 moves in with somebody."""
NATIVE_FORMS_COUPLE = 0.09
CHOOSES_NATIVE = np.array([0.75, 0.25, 0.35, 0.55, 0.80, 0.45])

MARRIES, SEPARATES, LEAVES_HOME = 0.10, 0.015, 0.18
"""Chance in a year: a cohabiting couple marries, a couple parts, a child leaves."""

BIRTH_AGES = np.array([0, 18, 22, 26, 30, 34, 38, 42, 46])
BIRTH_CHANCE = np.array([0, 0.05, 0.12, 0.17, 0.16, 0.10, 0.04, 0.01, 0])
"""Chance of a birth in a year for a woman with a partner, from each age on."""
BIRTH_BY_CHILDREN = np.array([1.35, 1.2, 0.6, 0.35, 0.25])
SINGLE_BIRTH = 0.08
NATIVE_BIRTH = 1.55
"""Factor by number of children, for women without a partner, and for others than
immigrants."""

DEATH_LEVEL, DEATH_SLOPE = -10.1, 0.096
WOMEN_DIE_LESS = 0.62
"""Yearly risk of death exp(level + slope * age), rounded from Norwegian life tables."""

RETURNS = np.array([0.020, 0.010, 0.020, 0.015, 0.040, 0.020])
"""Chance in a year that an emigrant comes back, for nine years."""

ADMINISTRATIVE = np.array([0.30, 0.35, 0.25, 0.25, 0.02, 0.20])
"""Share of emigrations decided by the register (report 2.1.5: about a fifth, rising,
marginal among Nordic immigrants)."""

SAME_COUNTY_MOVE, SAME_MUNICIPALITY_MOVE = 0.030, 0.085
"""Families that move within county and level, and within the municipality, a year."""

EMPLOYED = np.array(
    [[0.88, 0.80], [0.58, 0.44], [0.70, 0.55], [0.45, 0.45], [0.80, 0.77], [0.66, 0.58],
     [0.83, 0.80]]
)  # fmt: skip
"""Employed at prime ages, men and women; the last row is people who never migrated."""
NEW_EMPLOYED = np.array([0.92, 0.55, 0.70, 0.90, 0.95, 0.80, 1.0])
"""Factor in the first three years."""
EMPLOYMENT_AGES = np.array([0, 14, 15, 17, 20, 25, 30, 55, 60, 64, 67, 70, 75])
EMPLOYMENT_BY_AGE = np.array(
    [0, 0, 0.15, 0.45, 0.75, 0.95, 1.0, 1.0, 0.88, 0.65, 0.3, 0.12, 0.0]
)
EDUCATION_AGES = np.array([0, 14, 15, 19, 22, 25, 28, 32, 40, 50, 75])
IN_EDUCATION_BY_AGE = np.array(
    [0, 0, 0.92, 0.60, 0.38, 0.22, 0.12, 0.08, 0.05, 0.02, 0]
)
STUDENTS = 0.62
"""Share of education immigrants under 33 who are in education."""
UNEMPLOYED = np.array([0.05, 0.12, 0.08, 0.02, 0.04, 0.06, 0.03])

NO_RECORD = np.array([0.50, 0.26, 0.13, 0.07, 0.05])
"""Share without a recorded education by botid group."""
NO_RECORD_FACTOR = np.array([1.2, 0.8, 1.0, 1.1, 1.1, 0.9, 0.1])
EDUCATION_SHARES = np.array(
    [
        [0.15, 0.07, 0.38, 0.22, 0.18],
        [0.45, 0.08, 0.23, 0.17, 0.07],
        [0.34, 0.06, 0.25, 0.25, 0.10],
        [0.06, 0.03, 0.20, 0.38, 0.33],
        [0.14, 0.05, 0.36, 0.30, 0.15],
        [0.28, 0.07, 0.32, 0.22, 0.11],
        [0.25, 0.06, 0.40, 0.22, 0.07],
    ]
)
"""Levels 1-5 of the recorded, by background and for people who never migrated."""
OLDEST_FOR_LEVEL = np.array([19, 20, 23, 27])
"""Under these ages nobody has completed more than levels 1, 2, 3, 4."""
