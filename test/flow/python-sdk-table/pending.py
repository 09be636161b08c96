"""Lines that do not work yet."""

PENDING = set()
