"""WHAT HAS TO HAPPEN. In: a Project. Out: Plans of frozen values. Knows no file, network, clock or technology."""
