-- What every code of every published table stands for, in both languages. One rule
-- joins it: table_name, column_name and the code as text.
-- Grain: table_name, column_name, code, language.

with published_column as (
    {{ published_columns() }}
),

column_label as (
    select * from {{ ref("column_label") }}
),

code_label as (
    select * from {{ ref("int_code_label") }}
),

-- a list that a table is named with goes before that of all tables
listed as (
    select
        published_column.table_name,
        published_column.column_name,
        column_label.list_name,
        column_label.has_all
    from published_column
    inner join column_label
        on
            published_column.column_name = column_label.column_name
            and (
                published_column.table_name = column_label.table_name
                or (
                    column_label.table_name is null
                    and published_column.table_name not in (
                        select named.table_name
                        from column_label as named
                        where
                            named.column_name = published_column.column_name
                            and named.table_name is not null
                    )
                )
            )
    where column_label.list_name is not null
),

labelled as (
    select
        listed.table_name,
        listed.column_name,
        code_label.code,
        code_label.sort_order,
        code_label.label_en,
        code_label.label_nb
    from listed
    inner join code_label
        on
            listed.list_name = code_label.list_name
            or (listed.has_all and code_label.list_name = 'not_broken_down')
)

select
    table_name,
    column_name,
    code,
    'en' as language,
    label_en as label,
    sort_order
from labelled
union all
select
    table_name,
    column_name,
    code,
    'nb' as language,
    label_nb as label,
    sort_order
from labelled
