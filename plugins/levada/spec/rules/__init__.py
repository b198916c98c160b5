"""WHAT MUST HOLD BETWEEN THE PARTS of one pipeline. One file a subject; each rule yields its mistakes and no others."""
