"""DOING ONE TASK. In: a bound task and a run. Out: an Outcome. Knows nothing of Airflow."""
