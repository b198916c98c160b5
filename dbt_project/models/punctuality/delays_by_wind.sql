-- How late departures were in calm, breeze and storm.
select
    case
        when wind_speed < 8 then 'calm'
        when wind_speed < 25 then 'breeze'
        when wind_speed is not null then 'storm'
        else 'unknown'
    end as wind,
    count(*) as flights,
    round(avg(dep_delay), 1) as mean_departure_delay
from {{ source('analytics', 'flights') }}
group by 1
