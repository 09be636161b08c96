"""Reads exports as their users do: `coco FILE` by pycocotools, `supervisely FOLDER` by the official SDK. Prints JSON."""
import json
import os
import sys

kind, path = sys.argv[1:3]
if kind == "coco":
    import contextlib
    import io

    from pycocotools import mask as masks
    from pycocotools.coco import COCO

    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(path)
    out = []
    for ann in coco.loadAnns(coco.getAnnIds()):
        rle = coco.annToRLE(ann)
        category = coco.loadCats([ann["category_id"]])[0]["name"]
        is_equal = int(masks.area(rle)) == ann["area"] and [float(v) for v in masks.toBbox(rle)] == [float(v) for v in ann["bbox"]]
        out.append({"category": category, "area": int(coco.annToMask(ann).sum()), "isEqual": is_equal})
    print(json.dumps(out))
else:
    import supervisely as sly

    def read(folder):
        project = sly.Project(folder, sly.OpenMode.READ)
        found = {}
        for dataset in project.datasets:
            for name in dataset.get_items_names():
                ann = sly.Annotation.load_json_file(dataset.get_ann_path(name), project.meta)
                labels = [[label.obj_class.name, label.geometry.geometry_name(), float(label.geometry.area), [tag.name for tag in label.tags]] for label in ann.labels]
                picture = os.path.getsize(dataset.get_img_path(name)) if os.path.exists(dataset.get_img_path(name)) else None
                found[f"{dataset.name}/{name}"] = [list(ann.img_size), [[tag.name, tag.value] for tag in ann.img_tags], labels, picture]
        classes = [[c.name, c.geometry_type.geometry_name(), list(c.color)] for c in project.meta.obj_classes]
        return {"classes": classes, "tags": sorted(t.name for t in project.meta.tag_metas), "items": found}

    out = {"ours": read(path)}
    if len(sys.argv) > 3:
        api = sly.Api(os.environ["SERVER_ADDRESS"], os.environ["API_TOKEN"])
        sly.Project.download(api, int(sys.argv[3]), path + "-sdk", log_progress=False)
        out["theirs"] = read(path + "-sdk")
    print(json.dumps(out))
