"""What dag-factory's YAML says, said in levada's words."""
