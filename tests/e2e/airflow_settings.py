"""How an Airflow on one laptop is set: one user, two workers, no examples, nothing sent anywhere."""

import json
import secrets
from collections.abc import Mapping
from configparser import RawConfigParser
from io import StringIO
from pathlib import Path

USER = "admin"
LOCAL = "airflow.dag_processing.bundles.local.LocalDagBundle"


def settings(
    root: Path,
    home: Path,
    bundles: Mapping[str, Path],
    plugins: Path,
    port: int,
    otherwise: Mapping[tuple[str, str], object],
) -> str:
    """The text of `airflow.cfg`. `bundles`: name -> folder of DAGs. Lineage goes to the project. `otherwise`: section,
    option -> value, in place of what is here."""
    config = RawConfigParser()
    config.read_dict(
        {
            "core": {
                "plugins_folder": plugins,
                "executor": "LocalExecutor",
                "parallelism": 2,
                "load_examples": False,
                "execution_api_server_url": f"http://127.0.0.1:{port}/execution/",
                "simple_auth_manager_users": f"{USER}:admin",
                "simple_auth_manager_passwords_file": home / "passwords.json",
                "min_serialized_dag_update_interval": 5,
            },
            "database": {"sql_alchemy_conn": f"sqlite:///{home / 'airflow.db'}"},
            "api": {
                "host": "127.0.0.1",
                "port": port,
                "base_url": f"http://127.0.0.1:{port}",
                "workers": 1,
                "secret_key": secrets.token_urlsafe(32),
            },
            "api_auth": {"jwt_secret": secrets.token_urlsafe(64)},
            "logging": {"base_log_folder": home / "logs", "colored_console_log": False},
            "scheduler": {"scheduler_idle_sleep_time": 0.5, "job_heartbeat_sec": 2},
            # An import error of a spec is dropped when the folder is listed again, and filed again by the next parse.
            "dag_processor": {
                "dag_bundle_config_list": json.dumps([_bundle(name, folder) for name, folder in bundles.items()]),
                "refresh_interval": 60,
                "min_file_process_interval": 10,
                "parsing_processes": 1,
            },
            "openlineage": {
                "transport": json.dumps(
                    {"type": "file", "log_file_path": str(root / ".levada/lineage/events.jsonl"), "append": True}
                ),
                "namespace": "levada",
                "execute_in_thread": True,
            },
            "usage_data_collection": {"enabled": False},
        }
    )
    for (section, option), value in otherwise.items():
        config[section][option] = str(value)
    text = StringIO()
    config.write(text)
    return text.getvalue().replace("%", "%%")


def _bundle(name: str, folder: Path) -> dict[str, object]:
    return {"name": name, "classpath": LOCAL, "kwargs": {"path": str(folder)}}
