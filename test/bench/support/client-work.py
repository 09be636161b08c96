"""What the client bench does with the official SDK: client-work.py WORK ADDRESS TOKEN JSON; the last line is what it took."""
import json
import os
import resource
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

began = time.perf_counter()
import supervisely as sly

import_ms = (time.perf_counter() - began) * 1000
work, address, token, options = sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4])


def peak_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def elapsed_ms(run):
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def calls(api):
    # One call before the clock starts: the SDK sends its greeting over TLS with the first.
    api.team.get_info_by_id(8)

    def run():
        with ThreadPoolExecutor(options["atOnce"]) as pool:
            for _ in pool.map(lambda _: api.team.get_info_by_id(8), range(options["calls"])):
                pass

    return [elapsed_ms(run) for _ in range(10)]


def create(api):
    return elapsed_ms(
        lambda: api.labeling_job.create(
            name="bench " + str(time.time()), dataset_id=options["datasetId"], user_ids=options["userIds"]
        )
    )


def wait(api):
    print("ready", flush=True)

    def run():
        for id in options["ids"]:
            api.labeling_job.wait(id, api.labeling_job.Status.ON_REVIEW)

    return {"ms": elapsed_ms(run)}


def list_jobs(api):
    before = peak_bytes()
    jobs = []
    ms = elapsed_ms(lambda: jobs.extend(api.labeling_job.get_list(8)))
    return {"ms": ms, "rows": len(jobs), "growthBytes": peak_bytes() - before}


def pictures(api):
    picture = api.image.download_bytes(10555, [api.image.get_list(10555)[0].id])[0]
    names, paths = [], []
    folder = tempfile.mkdtemp()
    for _ in range(options["pictures"]):
        tail = os.urandom(8)
        names.append(f"py-{tail.hex()}.png")
        paths.append(os.path.join(folder, names[-1]))
        with open(paths[-1], "wb") as file:
            file.write(picture + tail)
    added = []
    upload_ms = elapsed_ms(lambda: added.extend(api.image.upload_paths(options["datasetId"], names, paths)))
    ids = [image.id for image in added]
    download_ms = elapsed_ms(lambda: api.image.download_bytes(options["datasetId"], ids))
    return {"uploadMs": upload_ms, "downloadMs": download_ms, "bytes": len(picture) * len(ids)}


def upload_folder(api):
    api.team.get_info_by_id(8)
    before = peak_bytes()
    added = []
    ms = elapsed_ms(lambda: added.extend(api.image.upload_dir(options["datasetId"], options["folder"])))
    return {"ms": ms, "images": len(added), "growthBytes": peak_bytes() - before}


def load(_api):
    return {"ms": import_ms, "rssBytes": peak_bytes()}


sly.logger.setLevel("ERROR")
works = {"calls": calls, "create": create, "wait": wait, "list": list_jobs, "pictures": pictures, "uploadFolder": upload_folder, "load": load}
print(json.dumps(works[work](None if work == "load" else sly.Api(address, token))))
