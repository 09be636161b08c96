"""Downloads a dataset's pictures by the official SDK: ADDRESS TOKEN DATASET FOLDER. Prints them as JSON by name."""
import hashlib
import json
import os
import sys

import supervisely as sly

address, token, dataset_id, folder = sys.argv[1:5]
api = sly.Api(address, token)
out = {}
infos = api.image.get_list(int(dataset_id))
paths = [os.path.join(folder, str(info.id)) for info in infos]
api.image.download_paths(int(dataset_id), [info.id for info in infos], paths)
for info, path, pixels in zip(infos, paths, api.image.download_nps(int(dataset_id), [info.id for info in infos])):
    with open(path, "rb") as file:
        sha = hashlib.sha256(file.read()).hexdigest()
    corner = [int(value) for value in pixels[2, 2][:3]]
    out[info.name] = {"sha": sha, "size": [info.width, info.height], "shape": list(pixels.shape[:2]), "corner": corner}
print(json.dumps(out))
