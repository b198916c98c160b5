-- How late each carrier was, the latest first.
select
    carrier,
    carrier_name,
    count(*) as flights,
    count(*) filter (where cancelled) as cancelled,
    count(*) filter (where arr_delay > 15) as late,
    round(avg(dep_delay), 1) as mean_departure_delay,
    round(avg(arr_delay), 1) as mean_arrival_delay
from {{ source('analytics', 'flights') }}
group by carrier, carrier_name
order by mean_arrival_delay desc, carrier
