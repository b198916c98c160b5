-- Aircraft, with manufacturers under one name each.
select
    tailnum,
    year as built,
    case
        when manufacturer like 'AIRBUS%' then 'AIRBUS'
        when manufacturer like 'MCDONNELL DOUGLAS%' then 'MCDONNELL DOUGLAS'
        else manufacturer
    end as manufacturer,
    model,
    engine,
    seats
from {{ source('raw', 'planes') }}
