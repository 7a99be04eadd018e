"""A first look at the published file, as a marimo notebook.

    pip install marimo altair "duckdb<2" pandas pyarrow
    BOFAST_MARTS=marts.duckdb marimo edit analysis/notebooks/first_look.py
"""

import marimo

app = marimo.App(width="medium")


@app.cell
def _():
    import os

    import altair as alt
    import duckdb
    import marimo as mo

    file = os.environ.get("BOFAST_MARTS", "marts.duckdb")
    marts = duckdb.connect(file, read_only=True)
    return alt, marts, mo


@app.cell
def _(marts, mo):
    publication = marts.sql("from publication").df().iloc[0]
    mo.md(
        f"# Who leaves\n\nPublished {publication.published_at:%Y-%m-%d}"
        + (", from **synthetic** registers." if publication.is_synthetic else ".")
    )
    return


@app.cell
def _(marts, mo):
    tables = marts.sql(
        "select table_name, comment from duckdb_tables() where schema_name = 'main'"
        " order by table_name"
    ).df()
    mo.vstack([mo.md("## What is there"), mo.ui.table(tables)])
    return


@app.cell
def _(alt, marts, mo):
    rates = marts.sql("from v_emigration_by_background").df()
    order = rates.sort_values("background_sort_order").drop_duplicates("background")
    chart = (
        alt.Chart(rates)
        .mark_line(point=True)
        .encode(
            x=alt.X("year:O", title=None),
            y=alt.Y("emigration_rate:Q", title="Emigrants per 100 residents"),
            color=alt.Color("background_en:N", title=None).scale(
                domain=list(order.background_en), range=list(order.background_colour)
            ),
        )
    )
    mo.vstack([mo.md("## Emigration by background"), chart])
    return (rates,)


@app.cell
def _(marts, mo):
    # sums over sums: an average of rates would weigh small counties as much as large
    counties = marts.sql(
        "select county_nb as county, sum(net_migration) as net,"
        " round(100.0 * sum(emigrants) / sum(residents), 1) as emigration_rate"
        " from v_mobility_by_county group by county_nb order by net"
    ).df()
    mo.vstack([mo.md("## Which counties lose"), mo.ui.table(counties)])
    return


if __name__ == "__main__":
    app.run()
