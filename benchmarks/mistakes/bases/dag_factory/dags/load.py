"""Every YAML file of this folder, as the documentation says (the words `airflow` and `dag` must stand here)."""

from pathlib import Path

from dagfactory import load_yaml_dags

load_yaml_dags(globals_dict=globals(), dags_folder=str(Path(__file__).parent))
