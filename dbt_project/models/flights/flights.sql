-- One row per scheduled departure, with everything known of its carrier, aircraft and destination.
select
    concat_ws('-', departures.carrier, departures.flight, departures.origin, epoch(departures.time_hour)::bigint)
        as flight_id,
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
