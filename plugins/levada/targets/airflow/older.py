"""What Airflow 3.1 keeps elsewhere than its successors do."""

try:
    from airflow.sdk import AssetOrTimeSchedule
    from airflow.sdk.definitions.callback import AsyncCallback
    from airflow.sdk.exceptions import (
        AirflowException,
        AirflowFailException,
        AirflowSkipException,
        AirflowTaskTerminated,
    )
except ImportError:
    from airflow.exceptions import (  # type: ignore[attr-defined, no-redef]
        AirflowException,
        AirflowFailException,
        AirflowSkipException,
        AirflowTaskTerminated,
    )
    from airflow.sdk.definitions.deadline import AsyncCallback  # type: ignore[attr-defined]
    from airflow.timetables.assets import AssetOrTimeSchedule  # type: ignore[assignment]

__all__ = [
    "AirflowException", "AirflowFailException", "AirflowSkipException", "AirflowTaskTerminated", "AssetOrTimeSchedule",
    "AsyncCallback",
]  # fmt: skip
