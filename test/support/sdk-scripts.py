"""
Runs scripts of the official SDK, each in a process of its own that is forked after the SDK was imported once: the import
takes longer than most scripts. Reads a JSON list of `script` and `env` from stdin; prints the output and the exit code of
each as a JSON list.
"""

import json
import os
import runpy
import sys
import tempfile
import traceback

import supervisely  # noqa: F401


def play(script, env, output):
    """Runs a script in this process, which it ends."""
    os.dup2(output, 1)
    os.environ.update(env)
    sys.argv = [script]
    sys.path[0] = os.path.dirname(script)
    code = 0
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


runs = []
for each in json.load(sys.stdin):
    output = tempfile.TemporaryFile()
    pid = os.fork()
    if pid == 0:
        play(each["script"], each["env"], output.fileno())
    runs.append((pid, output))
done = []
for pid, output in runs:
    _, status = os.waitpid(pid, 0)
    output.seek(0)
    done.append({"out": output.read().decode(), "code": os.waitstatus_to_exitcode(status)})
print("\n" + json.dumps(done))
