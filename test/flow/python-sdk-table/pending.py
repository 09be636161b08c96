"""Lines that do not work yet."""

PENDING = {
    "image.set_remote",
}
