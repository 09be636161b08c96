"""A real pseudo-terminal with a program in it, driven by one JSON request a line on stdin, one answer a line on stdout."""
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

import pyte

columns, rows = int(sys.argv[1]), int(sys.argv[2])
started = time.perf_counter()
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execvp(sys.argv[3], sys.argv[3:])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

screen = pyte.HistoryScreen(columns, rows, history=2000, ratio=0.5)
stream = pyte.ByteStream(screen)
raw = bytearray()
sent_at = started
sent_length = 0
exit_code = None


ended_at = None
read_at = started
# The text of each row of the screen, and of lines that scrolled off, by their identity.
row_texts = [""] * rows
past_texts = {}


def read(seconds):
    """Takes what the program writes within `seconds`; false when there is nothing more to come."""
    global exit_code, ended_at, read_at
    if exit_code is not None:
        return False
    ready, _, _ = select.select([terminal], [], [], seconds)
    if not ready:
        return True
    try:
        chunk = os.read(terminal, 65536)
    except OSError:
        chunk = b""
    if not chunk:
        ended_at = time.perf_counter()
        _, status = os.waitpid(child, 0)
        exit_code = os.waitstatus_to_exitcode(status)
        return False
    # The emulator's own time is not the program's.
    read_at = time.perf_counter()
    raw.extend(chunk)
    stream.feed(chunk)
    # Programs that request the cursor's position wait for a terminal's answer.
    for _ in range(chunk.count(b"\x1b[6n")):
        os.write(terminal, b"\x1b[%d;%dR" % (screen.cursor.y + 1, screen.cursor.x + 1))
    return True


def text_of(line):
    """The text of a line; the second cell of a wide character is empty."""
    width = min(max(line, default=-1) + 1, columns)
    return "".join(line[x].data for x in range(width)).rstrip()


def past_text(line):
    """Lines that scrolled off do not change. The line is stored too, so that its identity stays its own."""
    if id(line) not in past_texts:
        past_texts[id(line)] = (line, text_of(line))
    return past_texts[id(line)][1]


def shown():
    for y in screen.dirty:
        if y < rows:
            row_texts[y] = text_of(screen.buffer[y])
    screen.dirty.clear()
    return [past_text(line) for line in screen.history.top] + row_texts


def wait_for(test, limit):
    end = time.perf_counter() + limit
    while not test():
        left = end - time.perf_counter()
        if left <= 0 or (not read(left) and not test()):
            return test()
    return True


def answer(request):
    global sent_at, sent_length
    op = request["op"]
    limit = request.get("limitMs", 10000) / 1000
    if op == "send":
        # Earlier screen content is not an effect of the keys.
        while read(0) and select.select([terminal], [], [], 0)[0]:
            pass
        sent_at, sent_length = time.perf_counter(), len(raw)
        text = request["text"].encode()
        # A terminal accepts a few thousand characters at a time, and more when the program has read them.
        while text:
            _, writable, _ = select.select([], [terminal], [], 0.05)
            if writable:
                text = text[os.write(terminal, text[:1024]):]
            if text:
                read(0)
        return {}
    if op == "screen":
        pattern = re.compile(request["pattern"], re.M)
        done = wait_for(lambda: len(raw) > sent_length and pattern.search("\n".join(shown()).rstrip()), limit)
        return {"done": bool(done), "ms": (read_at - sent_at) * 1000}
    if op == "raw":
        pattern = re.compile(request["pattern"].encode())
        done = wait_for(lambda: pattern.search(raw, sent_length), limit)
        return {"done": bool(done), "ms": (read_at - sent_at) * 1000}
    if op == "quiet":
        before = -1
        while before != len(raw):
            before = len(raw)
            read(limit)
        return {}
    if op == "resize":
        global columns
        columns = request["columns"]
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        screen.resize(rows, columns)
        past_texts.clear()
        screen.dirty.update(range(rows))
        return {}
    if op == "exit":
        wait_for(lambda: exit_code is not None, limit)
        return {"exitCode": exit_code, "ms": ((ended_at or time.perf_counter()) - started) * 1000}
    if op == "look":
        return {"rows": shown(), "raw": raw.decode("utf8", "replace"), "column": screen.cursor.x, "row": screen.cursor.y + len(screen.history.top)}
    raise ValueError(op)


# A program's start is timed from here: who opens the terminal may ask later than it answers.
print(json.dumps({"pid": child}), flush=True)
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
if exit_code is None:
    os.kill(child, signal.SIGKILL)
