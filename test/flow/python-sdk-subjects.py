"""Copies, alpha masks, object tags, nested datasets, statistics and removal with the official SDK."""
import json
import os
import shutil
import tempfile

import numpy as np
import requests
import supervisely as sly

api = sly.Api.from_env()
team_id = sly.env.team_id()
project_id = sly.env.project_id()
printed = {}

workspace = api.workspace.create(team_id, "subjects", change_name_if_conflict=True)
project = api.project.create(workspace.id, "subjects", change_name_if_conflict=True)
box = sly.ObjClass("box", sly.Rectangle)
soft = sly.ObjClass("soft", sly.AlphaMask)
free = sly.ObjClass("free", sly.AnyGeometry)
scene = sly.TagMeta("scene", sly.TagValueType.ANY_STRING)
far = sly.TagMeta("far", sly.TagValueType.NONE)
meta = sly.ProjectMeta(obj_classes=[box, soft, free], tag_metas=[scene, far])
meta = api.project.update_meta(project.id, meta)

# Nested datasets with pictures, tags and alpha masks.
top = api.dataset.create(project.id, "top", custom_data={"a": 1})
inner = api.dataset.create(project.id, "inner", parent_id=top.id)
deep = api.dataset.create(project.id, "deep", parent_id=inner.id)
pixels = np.zeros((40, 60, 3), np.uint8)
for index, dataset in enumerate([top, inner, deep]):
    for number in range(2):
        pixels[:] = 30 * index + number
        image = api.image.upload_np(dataset.id, f"{dataset.name}_{number}.png", pixels)
        alpha = np.zeros((10, 12), np.uint8)
        alpha[2:8, 3:9] = 100 + index
        labels = [
            sly.Label(sly.Rectangle(1, 2, 20, 30), meta.get_obj_class("box"), tags=[sly.Tag(meta.get_tag_meta("far"))]),
            sly.Label(sly.AlphaMask(alpha, origin=sly.PointLocation(4, 5)), meta.get_obj_class("soft")),
        ]
        tags = [sly.Tag(meta.get_tag_meta("scene"), value=dataset.name)]
        api.annotation.upload_ann(image.id, sly.Annotation((40, 60), labels, img_tags=tags))

printed["tree"] = [["/".join(path), dataset.name] for path, dataset in api.dataset.tree(project.id)]
printed["nested"] = [dataset.name for dataset in api.dataset.get_nested(project.id, top.id)]
printed["listed"] = [
    [item.items_count, item.datasets_count] for item in api.project.get_list(workspace.id) if item.id == project.id
]

stats = api.project.get_stats(project.id)
printed["stats"] = [
    stats["images"]["total"],
    stats["objects"]["total"],
    [[item["tagMeta"]["name"], item["total"]] for item in stats["imageTags"]["items"]],
    [[item["tagMeta"]["name"], item["total"]] for item in stats["objectTags"]["items"]],
]


def summary(folder):
    """What a downloaded project holds, without what is new in every copy."""
    local = sly.Project(folder, sly.OpenMode.READ)
    items = {}
    for dataset in local.datasets:
        for name in sorted(dataset):
            ann = sly.Annotation.load_json_file(dataset.get_ann_path(name), local.meta)
            items[f"{dataset.name}/{name}"] = [
                sorted([tag.name, tag.value] for tag in ann.img_tags),
                sorted(
                    [label.obj_class.name, label.geometry.to_json(), [tag.name for tag in label.tags]]
                    for label in ann.labels
                ),
                sly.fs.get_file_hash(dataset.get_img_path(name)),
            ]
    return json.loads(json.dumps(items, default=str))


def plain(items):
    for _tags, labels, _hash in items.values():
        for _name, geometry, _label_tags in labels:
            for key in ("id", "classId", "labelerLogin", "createdAt", "updatedAt"):
                geometry.pop(key, None)
    return items


folder = tempfile.mkdtemp()
first = os.path.join(folder, "first")
sly.Project.download(api, project.id, first, log_progress=False)
sly.upload(first, api, workspace.id, "subjects again")
uploaded_id = api.project.get_info_by_name(workspace.id, "subjects again").id
second = os.path.join(folder, "second")
sly.download(api, uploaded_id, second, log_progress=False)
one, two = plain(summary(first)), plain(summary(second))
printed["round trip"] = [len(one), one == two]

# Formats of other tools.
local = sly.Project(first, sly.OpenMode.READ)
for name in ["coco", "yolo"]:
    target = os.path.join(folder, name)
    getattr(sly.convert, f"to_{name}")(local, target)
    printed[name] = sum(len(files) for _path, _dirs, files in os.walk(target)) > 0
# A dataset that is not nested: the SDK uses the path of a nested one in file names, and does not create its folder.
target = os.path.join(folder, "pascal_voc")
flat = next(dataset for dataset in local.datasets if dataset.name == "top")
sly.convert.to_pascal_voc(flat, target, meta=local.meta)
annotations = os.path.join(target, "VOCdevkit", "VOC", "Annotations")
printed["pascal_voc"] = [len(os.listdir(annotations)), len(flat)]

# A clone is a task that ends.
task_id = api.project.clone(project.id, workspace.id, "subjects cloned")
api.task.wait(task_id, api.task.Status.FINISHED)
clone_id = api.task.get_info_by_id(task_id)["meta"]["output"]["project"]["id"]
third = os.path.join(folder, "third")
sly.download(api, clone_id, third, log_progress=False)
printed["clone"] = plain(summary(third)) == one

# Copies between projects and datasets.
copied = api.dataset.copy(uploaded_id, top.id, "top copied", with_annotations=True)
copied_images = api.image.get_list(copied.id)
printed["copied"] = [
    [image.name, sorted(tag["name"] for tag in image.tags), image.labels_count] for image in copied_images
]
source_images = api.image.get_list(deep.id)
api.annotation.copy_batch_by_ids([image.id for image in source_images], [image.id for image in copied_images])
printed["copied by ids"] = [
    [tag["value"] for tag in image.tags] for image in api.image.get_list(copied.id)
]

# Single objects.
image = api.image.get_list(top.id)[0]
figures = api.image.figure.download(top.id, [image.id])[image.id]
boxes = [figure for figure in figures if figure.geometry_type == "rectangle"]
class_id = boxes[0].class_id
filtered = api.image.figure.download(
    top.id, [image.id], filters=[{"type": "objects_class", "data": {"from": 1, "to": 9999, "include": True, "classId": class_id}}]
)
printed["filtered"] = [len(figures), len(filtered[image.id])]
api.image.figure.remove(boxes[0].id)
printed["removed"] = api.image.get_info_by_id(image.id).labels_count
api.image.figure.restore(boxes[0].id)
printed["restored"] = api.image.get_info_by_id(image.id).labels_count
api.annotation.update_label_priority(boxes[0].id, 7)
printed["priority"] = api.image.figure.get_info_by_id(boxes[0].id).priority
masks = [figure for figure in figures if figure.geometry_type == "alpha_mask"]
geometry = api.image.figure.download_geometry(masks[0].id)[0]
geometry["origin"] = [1, 1]
api.image.figure.upload_geometry(masks[0].id, geometry)
printed["geometry"] = api.image.figure.download_geometry(masks[0].id)[0]["origin"]

# Tags of objects, and their custom data.
scene_id = api.image.tag.get_name_to_id_map(project.id)["scene"]
tag = api.advanced.add_tag_to_object(scene_id, boxes[0].id, "near")
before = sorted(tag["name"] for tag in api.advanced.get_object_tags(boxes[0].id))
own = [tag for tag in api.advanced.get_object_tags(boxes[0].id) if tag["name"] == "scene"][0]
api.image.tag.update_figure_custom_data(own["id"], {"by": "hand"})
api.advanced.remove_tag_from_object(scene_id, boxes[0].id, own["id"])
printed["object tags"] = [before, sorted(tag["name"] for tag in api.advanced.get_object_tags(boxes[0].id))]
tagged = api.image.get_filtered_list(top.id, [{"type": "objects_tag", "data": {"include": True}}])
printed["with tagged objects"] = [image.name for image in tagged]

# Classes and tags one by one.
created = api.image.tag.create(project.id, sly.TagMeta("age", sly.TagValueType.ONEOF_STRING, possible_values=["a", "b"]))
api.image.tag.update_meta(created["id"], project_id=project.id, name="years")
api.object_class.update(class_id, color="#123456", description="a box")
info = api.object_class.get_info_by_id(class_id)
printed["class"] = [info.name, info.color, info.description]
free_id = api.object_class.get_name_to_id_map(project.id)["free"]
api.project.remove_class(project.id, free_id)
api.project.remove_tag(project.id, api.image.tag.get_name_to_id_map(project.id)["far"])
after = sly.ProjectMeta.from_json(api.project.get_meta(project.id))
printed["meta"] = [sorted(c.name for c in after.obj_classes), sorted(t.name for t in after.tag_metas)]

# Order, pictures, places.
images = api.image.get_list(deep.id)
api.image.set_custom_sort_bulk([image.id for image in images], ["b", "a"])
printed["sorted"] = [image.name for image in api.image.get_list(deep.id, sort="customSort")]
path = os.path.join(folder, "by-hash.png")
api.image.download_paths_by_hashes([images[0].hash], [path])
printed["by hash"] = sly.fs.get_file_hash(path) == images[0].hash
printed["original"] = requests.get(images[0].full_storage_url).status_code
printed["preview"] = requests.get(images[0].preview_url).headers["content-type"]
api.dataset.move_to_dataset(deep.id, top.id)
printed["moved"] = api.dataset.get_info_by_id(deep.id).parent_id == top.id
api.dataset.set_favorite(deep.id)
other = api.workspace.create(team_id, "elsewhere")
api.workspace.change_visibility(other.id, True)
api.project.move(clone_id, other.id)
printed["workspace"] = api.project.get_info_by_id(clone_id).workspace_id == other.id
printed["all"] = len(api.project.get_list_all()["entities"]) >= 3
printed["all datasets"] = len(api.dataset.get_list_all()["entities"]) >= 6

# Permanent removal.
printed["dataset gone"] = [api.dataset.remove_permanently(copied.id), api.dataset.get_info_by_id(copied.id)]
api.project.remove_permanently([uploaded_id])
printed["project gone"] = api.project.get_info_by_id(uploaded_id)
api.workspace.remove_permanently(other.id)
printed["workspace gone"] = api.project.get_info_by_id(clone_id)
team = api.team.create("for a day")
printed["team gone"] = [list(api.team.remove_permanently(team.id)[0]), api.team.get_info_by_id(team.id)]

shutil.rmtree(folder)
print(json.dumps(printed))
