"""Images, tags, annotations and meta by the official SDK. Prints one JSON object of what came back."""

import base64
import hashlib
import io
import json
import os
import tempfile

import numpy as np
from PIL import Image
import supervisely as sly

api = sly.Api()
printed = {}
PROJECT_ID = int(os.environ["CONTEXT_PROJECTID"])
DATASET_ID = 10555

meta = sly.ProjectMeta.from_json(api.project.get_meta(PROJECT_ID))
images = api.image.get_list(DATASET_ID)

# Downloads
downloads = api.image.download_bytes(DATASET_ID, [image.id for image in images])
printed["hashes"] = [base64.b64encode(hashlib.sha256(each).digest()).decode() for each in downloads]
printed["listed hashes"] = [image.hash for image in images]
printed["pixels"] = [list(api.image.download_np(image.id).shape) for image in images]

# Uploads
pixels = np.random.default_rng(7).integers(0, 255, (40, 60, 3), dtype=np.uint8)
buffer = io.BytesIO()
Image.fromarray(pixels).save(buffer, "JPEG")
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "upload.jpg")
    with open(path, "wb") as file:
        file.write(buffer.getvalue())
    uploaded = api.image.upload_path(DATASET_ID, "upload.jpg", path, meta={"camera": 1})
    try:
        api.image.upload_path(DATASET_ID, "upload.jpg", path)
        printed["second upload"] = "accepted"
    except Exception as error:
        printed["second upload"] = str(error)
    renamed = api.image.upload_paths(DATASET_ID, ["upload.jpg", "other.jpg"], [path, path], conflict_resolution="rename")
printed["uploaded"] = [uploaded.name, uploaded.width, uploaded.height, uploaded.mime, uploaded.meta]
printed["same bytes"] = api.image.download_bytes(DATASET_ID, [uploaded.id])[0] == buffer.getvalue()
printed["renamed"] = [len(renamed), renamed[1].name, len({image.name for image in renamed} | {"upload.jpg"})]
printed["by hash"] = api.image.upload_hash(DATASET_ID, "hash.jpg", uploaded.hash).hash == uploaded.hash
exact = api.image.upload_np(DATASET_ID, "exact.png", pixels)
printed["same pixels"] = bool((api.image.download_np(exact.id) == pixels).all())
linked = api.image.upload_link(DATASET_ID, "linked.jpg", "https://example.com/x.jpg")
printed["link"] = linked.link
many = [np.full((8, 8, 3), shade, np.uint8) for shade in range(70)]
printed["many"] = len(api.image.upload_nps(DATASET_ID, [f"shade {shade}.png" for shade in range(70)], many))
printed["pages"] = [len(page) for page in api.image.get_list_generator(DATASET_ID, batch_size=30)]
api.image.remove_batch([image.id for image in api.image.get_list(DATASET_ID) if image.id > images[-1].id])
printed["left"] = [image.name for image in api.image.get_list(DATASET_ID)]

# Tags
situated = meta.get_tag_meta("situated").sly_id


def tags_of(image):
    return [tag["name"] for tag in api.image.get_info_by_id(image.id).tags]


api.image.add_tag(images[0].id, situated)
printed["tagged"] = tags_of(images[0])
api.advanced.remove_tag_from_image(situated, images[0].id, api.image.get_info_by_id(images[0].id).tags[0]["id"])
printed["untagged"] = tags_of(images[0])
printed["with tag"] = [
    image.name
    for image in api.image.get_filtered_list(
        DATASET_ID, [{"type": "images_tag", "data": {"tagId": situated, "include": True, "value": None}}]
    )
]

# Meta and annotations
meta = api.project.update_meta(
    PROJECT_ID,
    meta.add_obj_classes([sly.ObjClass("box", sly.Rectangle), sly.ObjClass("outline", sly.Polygon), sly.ObjClass("dot", sly.Point)])
    .add_tag_meta(sly.TagMeta("count", sly.TagValueType.ANY_NUMBER)),
)
printed["classes"] = [[each.name, each.geometry_type.geometry_name(), each.sly_id is not None] for each in meta.obj_classes]
mask = np.zeros((300, 400), bool)
mask[100:200, 50:150] = True
mask[120:140, 60:80] = False


def label(name, geometry, **tags):
    values = [sly.Tag(meta.get_tag_meta(tag), value) for tag, value in tags.items()]
    return sly.Label(geometry, meta.get_obj_class(name), tags=values)


annotation = sly.Annotation(
    (300, 400),
    labels=[
        label("lemon", sly.Bitmap(mask), size="small", origin="Sicily"),
        label("box", sly.Rectangle(10, 20, 99, 199), count=3),
        label("outline", sly.Polygon([(10, 10), (10, 90), (80, 50)], [[(30, 40), (30, 50), (40, 45)]])),
        label("dot", sly.Point(5, 7)),
    ],
    img_tags=[sly.Tag(meta.get_tag_meta("situated")), sly.Tag(meta.get_tag_meta("count"), 2.5)],
    img_description="two fruits",
)
api.annotation.upload_ann(images[0].id, annotation)


def shown(annotation):
    return {
        "description": annotation.img_description,
        "tags": sorted([tag.name, tag.value] for tag in annotation.img_tags),
        "labels": [
            {
                "class": each.obj_class.name,
                "geometry": {
                    name: value
                    for name, value in each.geometry.to_json().items()
                    if name in ("points", "bitmap")
                },
                "tags": sorted([tag.name, tag.value] for tag in each.tags),
            }
            for each in annotation.labels
        ],
    }


back = sly.Annotation.from_json(api.annotation.download(images[0].id).annotation, meta)
printed["sent annotation"] = shown(annotation)
printed["read annotation"] = shown(back)
api.annotation.upload_ann(images[0].id, back)
again = sly.Annotation.from_json(api.annotation.download_json(images[0].id), meta)
printed["annotation after a round trip"] = shown(again)
batch = api.annotation.download_batch(DATASET_ID, [images[2].id, images[0].id])
printed["batch"] = [[each.image_id, len(each.annotation["objects"])] for each in batch]
figures = api.image.figure.download(DATASET_ID, [images[0].id])[images[0].id]
printed["figures"] = [[each.geometry_type, each.area, len(each.tags)] for each in figures]
api.annotation.append_labels(images[0].id, [label("box", sly.Rectangle(1, 2, 9, 19))])
printed["labels"] = api.image.get_info_by_id(images[0].id).labels_count
printed["annotated list"] = sorted(
    [each.image_id, len(each.annotation["objects"])] for each in api.annotation.get_list(DATASET_ID)
)

# Projects and datasets
project = api.project.create(api.workspace.get_list(8)[0].id, "made", change_name_if_conflict=True)
again = api.project.create(project.workspace_id, "made", change_name_if_conflict=True)
printed["projects"] = [project.name, again.name]
outer = api.dataset.create(project.id, "outer")
inner = api.dataset.create(project.id, "inner", parent_id=outer.id)
printed["datasets"] = [each.name for each in api.dataset.get_list(project.id, recursive=True)]
printed["inner"] = api.dataset.get_info_by_name(project.id, "inner", parent_id=outer.id).id == inner.id
printed["unknown dataset"] = api.dataset.get_info_by_name(project.id, "nope")
api.project.update(project.id, name="renamed")
printed["renamed project"] = api.project.get_info_by_id(project.id).name
api.project.remove(project.id)
printed["projects left"] = [each.name for each in api.project.get_list(project.workspace_id)]

print(json.dumps(printed))
