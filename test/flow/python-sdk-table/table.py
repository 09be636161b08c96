"""
Calls every public method of the official SDK that has to do with labeling images, each by one line of this folder.

Prints one JSON object: `rows` are the methods with what came of each, `unknown` are lines for which there is no method,
and `bare` are methods for which there is no line.
"""

import contextlib
import importlib
import inspect
import io
import json
import os
import sys
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from world import World  # noqa: E402

GROUPS = {
    "labeling_job": lambda api: api.labeling_job,
    "labeling_queue": lambda api: api.labeling_queue,
    "user": lambda api: api.user,
    "role": lambda api: api.role,
    "team": lambda api: api.team,
    "workspace": lambda api: api.workspace,
    "project": lambda api: api.project,
    "dataset": lambda api: api.dataset,
    "image": lambda api: api.image,
    "image.figure": lambda api: api.image.figure,
    "image.tag": lambda api: api.image.tag,
    "annotation": lambda api: api.annotation,
    "object_class": lambda api: api.object_class,
    "advanced": lambda api: api.advanced,
    "webhook": lambda api: api.webhook,
    "entities_collection": lambda api: api.entities_collection,
    "issues": lambda api: api.issues,
    "guides": lambda api: api.guides,
    "file": lambda api: api.file,
}
MODULES = ["common", "jobs", "people", "projects", "images", "annotations", "talk", "files", "pending"]


def methods_of(api):
    for group, find in GROUPS.items():
        kind = type(find(api))
        for name, value in inspect.getmembers(kind):
            if not name.startswith("_") and callable(value) and not inspect.isclass(value):
                yield f"{group}.{name}"


def attempt(call, world):
    """The error that a call ends with in one line, or None."""
    # State that the SDK keeps from the line before would change this one's requests.
    world.api.optimization_context.clear()
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            outcome = call(world)
    except (Exception, SystemExit) as error:
        if os.environ.get("TABLE_DEBUG"):
            traceback.print_exc(file=sys.__stderr__)
        response = getattr(error, "response", None)
        text = "" if response is None else f"{getattr(response, 'status_code', '')} {getattr(response, 'text', '')}"
        return " ".join(f"{type(error).__name__}: {error} {text}".split())[:600]
    return "the call gave something else than the line expects" if outcome is False else None


def main():
    only = sys.argv[1:]
    world = World()
    calls, refused, pending = {}, {}, set()
    for name in MODULES:
        module = importlib.import_module(name)
        calls.update(getattr(module, "CALLS", {}))
        refused.update(getattr(module, "REFUSED", {}))
        pending |= getattr(module, "PENDING", set())
    methods = list(methods_of(world.api))
    rows = []
    for method in methods:
        if only and not any(method.startswith(each) for each in only):
            continue
        if method in refused:
            call, reason = refused[method]
            error = attempt(call, world)
            rows.append({"method": method, "reason": reason, "error": error, "pending": method in pending})
        elif method in calls:
            error = attempt(calls[method], world)
            rows.append({"method": method, "reason": None, "error": error, "pending": method in pending})
    known = set(calls) | set(refused)
    bare = sorted(set(methods) - known)
    print(json.dumps({"rows": rows, "bare": bare, "unknown": sorted(known - set(methods))}))


main()
