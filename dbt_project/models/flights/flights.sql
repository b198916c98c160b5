-- One row per scheduled departure, with everything known of its carrier, aircraft and destination.
select
    concat_ws(
        '-',
        departures.carrier,
        cast(departures.flight as varchar),
        departures.origin,
        cast({{ unix_seconds('departures.time_hour') }} as varchar)
    ) as flight_id,
    departures.*,
    airlines.name as carrier_name,
    aircraft.manufacturer,
    aircraft.built,
    airports.name as dest_name,
    airports.tzone as dest_time_zone
from {{ source('staging', 'departures') }} as departures
left join {{ source('raw', 'airlines') }} as airlines on airlines.carrier = departures.carrier
left join {{ source('raw', 'airports') }} as airports on airports.faa = departures.dest
left join {{ ref('aircraft') }} as aircraft on aircraft.tailnum = departures.tailnum
