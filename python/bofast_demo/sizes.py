"""How many live in the synthetic units.

`ROUGH_SIZES` keeps well-known places recognisable. Its figures are rounded and are not
statistics; what the registers say about population follows from them and from a draw,
so all of it is synthetic.
"""

import numpy as np

from bofast_demo.inputs import CITIES, Units
from bofast_demo.moments import FloatArray

ROUGH_SIZES = {
    # Hordaland
    "120101": 13_000, "120102": 40_000, "120103": 41_000, "120104": 30_000,
    "120105": 39_000, "120106": 28_000, "120107": 40_000, "120108": 41_000,
    "1211": 4_100, "1216": 5_500, "1219": 12_000, "1221": 18_000, "1222": 3_000,
    "1223": 2_800, "1224": 13_000, "1227": 1_100, "1228": 7_000, "1231": 3_400,
    "1232": 950, "1233": 1_100, "1234": 900, "1235": 14_000, "1238": 8_500,
    "1241": 3_900, "1242": 2_400, "1243": 19_000, "1244": 5_000, "1245": 6_700,
    "1246": 24_000, "1247": 27_000, "1251": 4_100, "1252": 400, "1253": 7_800,
    "1256": 7_500, "1259": 4_700, "1260": 5_000, "1263": 15_000, "1264": 2_900,
    "1265": 600, "1266": 1_700,
    # Sogn og Fjordane
    "1401": 12_000, "1411": 2_300, "1412": 800, "1413": 1_400, "1416": 4_200,
    "1417": 2_700, "1418": 1_300, "1419": 2_300, "1420": 7_600, "1421": 1_700,
    "1422": 2_200, "1424": 5_500, "1426": 5_000, "1428": 3_000, "1429": 2_800,
    "1430": 2_900, "1431": 3_000, "1432": 12_500, "1433": 2_700, "1438": 3_900,
    "1439": 6_000, "1441": 2_800, "1443": 5_900, "1444": 1_200, "1445": 5_700,
    "1449": 7_100,
    # the other cities, and the largest and smallest municipalities elsewhere
    "0301": 640_000, "1103": 130_000, "1201": 275_000, "5001": 180_000, "0101": 30_000,
    "0104": 31_000, "0105": 54_000, "0106": 77_000, "0213": 30_000, "0217": 26_000,
    "0219": 118_000, "0220": 58_000, "0230": 35_000, "0231": 51_000, "0233": 22_000,
    "0235": 32_000, "0237": 23_000, "0402": 18_000, "0403": 30_000, "0412": 33_000,
    "0417": 20_000, "0427": 20_000, "0501": 27_000, "0502": 30_000, "0602": 66_000,
    "0604": 26_000, "0605": 29_000, "0625": 24_000, "0626": 25_000, "0627": 20_000,
    "0701": 27_000, "0704": 42_000, "0710": 61_000, "0712": 45_000, "0729": 26_000,
    "0805": 35_000, "0806": 53_000, "0904": 22_000, "0906": 43_000, "1001": 85_000,
    "1102": 71_000, "1106": 36_000, "1120": 18_000, "1121": 18_000, "1124": 25_000,
    "1149": 41_000, "1502": 26_000, "1504": 46_000, "1505": 24_000, "1804": 49_000,
    "1805": 18_000, "1833": 26_000, "1902": 71_000, "1903": 24_000, "2012": 20_000,
    "5004": 22_000, "5035": 23_000, "5037": 19_000,
    "1144": 540, "1151": 210, "1835": 470, "1856": 560, "5043": 490,
}  # fmt: skip
"""Residents where a reader would notice; a city's are shared by its districts."""

MEDIAN_SIZES = {1: 2_500, 2: 6_000, 3: 7_000, 4: 9_000}
"""Median residents of the other municipalities by centrality level."""

SIZE_SPREAD, DISTRICT_SPREAD = 0.5, 0.15
"""Standard deviations of log size: of municipalities, and of districts of a city."""


def draw_sizes(units: Units, rng: np.random.Generator) -> FloatArray:
    """Draw residents of the units, near `ROUGH_SIZES` where it knows them.

    Args:
        units: the units.
        rng: source of the draw.

    Returns:
        (n,) about how many residents.
    """
    noise = rng.standard_normal(len(units))
    medians = np.array([MEDIAN_SIZES[level] for level in units.levels.tolist()])
    sizes = medians * np.exp(SIZE_SPREAD * noise)
    for city in CITIES:
        districts = units.districts(city)
        weights = np.exp(DISTRICT_SPREAD * noise[districts])
        sizes[districts] = ROUGH_SIZES[city] * weights / weights.sum()
    known = np.array([ROUGH_SIZES.get(code, 0) for code in units.codes.tolist()])
    return np.where(known > 0, known * np.exp(0.02 * noise), sizes)


def draw_working_share(average_age: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Draw the share of residents aged 15-74, lower where people are older.

    Args:
        average_age: (n,) years.
        rng: source of the draw.
    """
    noise = np.clip(rng.standard_normal(average_age.shape), -2, 2)
    return np.asarray(0.745 - 0.004 * (average_age - 41) + 0.012 * noise)
