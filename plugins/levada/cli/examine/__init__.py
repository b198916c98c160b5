"""WHAT CAN BE WRONG AROUND A PROJECT: the machine, the installation, the lake, Airflow. Nothing is changed."""
