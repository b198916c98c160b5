-- How late each route was, and how much of that the aircraft brought along; the latest first.
select
    concat(origin, '-', dest) as route,
    origin,
    dest,
    count(*) as flights,
    count(*) filter (where arr_delay > 15) as late,
    round(avg(arr_delay), 1) as mean_arrival_delay,
    round(avg(previous_delay), 1) as mean_previous_delay
from {{ source('analytics', 'flights') }}
group by origin, dest
order by mean_arrival_delay desc nulls last, route
