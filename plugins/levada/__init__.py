"""levada: YAML specs of pipelines and datasets, compiled to Airflow and everything that follows from them."""

__version__ = "0.1.0"
