"""What the report room promises."""
