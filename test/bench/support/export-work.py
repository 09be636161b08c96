"""Exports a project as the official SDK does: download, then COCO. Prints milliseconds and the peak of memory."""
import json
import resource
import sys
import time

import supervisely as sly

address, token, project_id, folder = sys.argv[1:5]
api = sly.Api(address, token)
start = time.perf_counter()
sly.download_project(api, int(project_id), folder, log_progress=False)
downloaded = time.perf_counter()
project = sly.Project(folder, sly.OpenMode.READ)
project.to_coco(folder + "-coco", log_progress=False)
end = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"ms": (end - start) * 1000, "downloadMs": (downloaded - start) * 1000, "rssBytes": peak}))
