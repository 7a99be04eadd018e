-- A colour is that of a code in its list.
select
    code_colour.list_name,
    code_colour.code
from {{ ref("code_colour") }} as code_colour
left join {{ ref("code_list") }} as code_list
    on
        code_colour.list_name = code_list.list_name
        and code_colour.code = code_list.code
where code_list.code is null
