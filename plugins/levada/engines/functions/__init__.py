"""The functions of `spark_jobs/`: read, called and complained about alike, whichever engine makes their arguments."""
