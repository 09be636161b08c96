"""Annotations, figures, tags, classes and tags of objects, by the official SDK."""

import json

import supervisely as sly
from world import DATASET, IMAGE, PROJECT, TAG

ABSTRACT = "the SDK raises NotImplementedError with every server"
FIGURE_NAME = "the SDK calls get_list with arguments that it does not accept"
VIDEO = "objects of videos, point clouds and volumes are not supported"


def filter_of(w):
    return [{"type": "objects_class", "data": {"classId": w.meta.get_obj_class("lemon").sly_id, "include": True}}]


def source(w):
    return w.labeled().id


def pair(w):
    return source(w), w.image()


def situated(w):
    return sly.TagCollection([sly.Tag(w.meta.get_tag_meta("situated"))])


def count(w, image_id):
    return len(w.api.annotation.download(image_id).annotation["objects"])


def copied(w, call):
    src, dst = pair(w)
    call(src, dst)
    return count(w, dst) == 1


def uploaded(w, call):
    image_id = w.image()
    call(image_id)
    return count(w, image_id) == 1


def alpha(w):
    """A figure whose geometry is sent beside it."""
    import numpy as np

    project_id = w.project()
    w.api.project.append_classes(project_id, [sly.ObjClass("soft", sly.AlphaMask)])
    image_id = w.image(w.dataset(project_id))
    mask = np.zeros((20, 30), dtype=np.uint8)
    mask[2:8, 3:9] = 128
    meta = w.read_meta(project_id)
    label = sly.Label(sly.AlphaMask(mask), meta.get_obj_class("soft"))
    w.api.annotation.upload_ann(image_id, sly.Annotation((20, 30), [label]))
    dataset_id = w.api.image.get_info_by_id(image_id).dataset_id
    figure = w.api.image.figure.download(dataset_id, [image_id])[image_id][0]
    return figure.id, sly.AlphaMask(mask).to_json()["bitmap"]


def figures(w, call):
    image = w.labeled()
    return len(call(image)[image.id]) == 1


def new_figure(w):
    """The JSON of a figure, and the image it is for."""
    label = w.label()
    return {
        "classId": w.meta.get_obj_class("lemon").sly_id,
        "geometryType": "bitmap",
        "geometry": label.geometry.to_json(),
    }


def created(w):
    image = w.labeled()
    figure = {**new_figure(w), "entityId": image.id}
    return len(w.api.image.figure.create_bulk([figure], dataset_id=image.dataset_id)) == 1


def restored(w):
    figure_id = w.figure()
    w.api.image.figure.remove(figure_id)
    return figure_id


def named_tag(w):
    project_id = w.text_project()
    return w.api.image.tag.get_name_to_id_map(project_id)["note"], project_id


def tag_on(w, method):
    project_id, _, _, tag = w.tagged_figure()
    return getattr(w.api.image.tag, method)(tag, {"a": 1}) is not None


def object_tag(w):
    _, figure_id, tag_id, _ = w.tagged_figure()
    w.api.advanced.add_tag_to_object(tag_id, figure_id, "y")


def object_untag(w):
    _, figure_id, tag_id, tag = w.tagged_figure()
    w.api.advanced.remove_tag_from_object(tag_id, figure_id, tag)


def tags_off(w):
    image_id = w.image()
    w.api.image.add_tag(image_id, TAG)
    return image_id


def untag_image(w):
    image_id = tags_off(w)
    tag = w.api.image.get_info_by_id(image_id).tags[0]
    w.api.advanced.remove_tag_from_image(tag["tagId"], image_id, tag["id"])


def new_class(w):
    project_id = w.project()
    return w.api.object_class.get_list(project_id)[0].id


CALLS = {
    "annotation.append_labels": lambda w: uploaded(w, lambda id: w.api.annotation.append_labels(id, [w.label()])),
    "annotation.append_labels_group": lambda w: append_group(w),
    "annotation.copy": lambda w: copied(w, w.api.annotation.copy),
    "annotation.copy_batch": lambda w: copied(w, lambda src, dst: w.api.annotation.copy_batch([src], [dst])),
    "annotation.copy_batch_by_ids": lambda w: copied(w, lambda src, dst: w.api.annotation.copy_batch_by_ids([src], [dst])),
    "annotation.download": lambda w: w.api.annotation.download(source(w), figure_filters=filter_of(w)) is not None,
    "annotation.download_async": lambda w: w.await_(w.api.annotation.download_async(source(w))) is not None,
    "annotation.download_batch": lambda w: len(w.api.annotation.download_batch(DATASET, [IMAGE])) == 1,
    "annotation.download_batch_async": lambda w: len(w.await_(w.api.annotation.download_batch_async(DATASET, [IMAGE])))
    == 1,
    "annotation.download_bulk_async": lambda w: len(w.await_(w.api.annotation.download_bulk_async(DATASET, [IMAGE]))) == 1,
    "annotation.download_json": lambda w: len(w.api.annotation.download_json(source(w))["objects"]) == 1,
    "annotation.download_json_batch": lambda w: len(w.api.annotation.download_json_batch(DATASET, [IMAGE])) == 1,
    "annotation.get_label_by_id": lambda w: w.api.annotation.get_label_by_id(w.figure(), w.meta).obj_class.name == "lemon",
    "annotation.get_list": lambda w: len(w.api.annotation.get_list(DATASET)) == 6,
    "annotation.get_list_generator": lambda w: sum(map(len, w.api.annotation.get_list_generator(DATASET))) == 6,
    "annotation.update_label": lambda w: w.api.annotation.update_label(w.figure(), w.label()),
    "annotation.update_label_priority": lambda w: w.api.annotation.update_label_priority(w.figure(), 3),
    "annotation.upload_ann": lambda w: uploaded(w, lambda id: w.api.annotation.upload_ann(id, w.annotation())),
    "annotation.upload_anns": lambda w: uploaded(w, lambda id: w.api.annotation.upload_anns([id], [w.annotation()])),
    "annotation.upload_anns_async": lambda w: uploaded(
        w, lambda id: w.await_(w.api.annotation.upload_anns_async([id], [w.annotation()]))
    ),
    "annotation.upload_anns_fast": lambda w: uploaded(
        w, lambda id: w.api.annotation.upload_anns_fast([id], [w.annotation()])
    ),
    "annotation.upload_json": lambda w: uploaded(
        w, lambda id: w.api.annotation.upload_json(id, w.annotation().to_json())
    ),
    "annotation.upload_jsons": lambda w: uploaded(
        w, lambda id: w.api.annotation.upload_jsons([id], [w.annotation().to_json()])
    ),
    "annotation.upload_path": lambda w: uploaded(
        w, lambda id: w.api.annotation.upload_path(id, w.local(json.dumps(w.annotation().to_json())))
    ),
    "annotation.upload_paths": lambda w: uploaded(
        w, lambda id: w.api.annotation.upload_paths([id], [w.local(json.dumps(w.annotation().to_json()))])
    ),
    "image.figure.create_bulk": created,
    "image.figure.download": lambda w: figures(
        w, lambda image: w.api.image.figure.download(image.dataset_id, [image.id], filters=filter_of(w))
    ),
    "image.figure.download_async": lambda w: figures(
        w, lambda image: w.await_(w.api.image.figure.download_async(image.dataset_id, [image.id]))
    ),
    "image.figure.download_fast": lambda w: figures(
        w, lambda image: w.api.image.figure.download_fast(image.dataset_id, [image.id])
    ),
    "image.figure.download_geometries_batch": lambda w: len(
        w.api.image.figure.download_geometries_batch([alpha(w)[0]])
    )
    == 1,
    "image.figure.download_geometries_batch_async": lambda w: len(
        w.await_(w.api.image.figure.download_geometries_batch_async([alpha(w)[0]]))
    )
    == 1,
    "image.figure.download_geometry": lambda w: "data" in json.dumps(w.api.image.figure.download_geometry(alpha(w)[0])),
    "image.figure.get_by_ids": lambda w: get_by_ids(w),
    "image.figure.get_info_by_id": lambda w: w.api.image.figure.get_info_by_id(w.figure()).geometry_type == "bitmap",
    "image.figure.remove": lambda w: w.api.image.figure.remove(w.figure()),
    "image.figure.remove_batch": lambda w: w.api.image.figure.remove_batch([w.figure(), w.figure()]),
    "image.figure.restore": lambda w: w.api.image.figure.restore(restored(w)),
    "image.figure.restore_batch": lambda w: w.api.image.figure.restore_batch([restored(w)]),
    "image.figure.upload_geometries_batch": lambda w: upload_geometry(
        w, lambda id, shape: w.api.image.figure.upload_geometries_batch([id], [shape])
    ),
    "image.figure.upload_geometries_batch_async": lambda w: upload_geometry(
        w, lambda id, shape: w.await_(w.api.image.figure.upload_geometries_batch_async([id], [shape]))
    ),
    "image.figure.upload_geometry": lambda w: upload_geometry(w, w.api.image.figure.upload_geometry),
    "image.tag.add_tags_collection_to_objects": lambda w: tags_collection(w),
    "image.tag.add_to_entities_json": lambda w: len(
        w.api.image.tag.add_to_entities_json(PROJECT, [{"tagId": TAG, "entityId": w.image(), "value": None}])
    )
    == 1,
    "image.tag.add_to_objects": lambda w: w.tagged_figure()[3] > 0,
    "image.tag.create": lambda w: w.api.image.tag.create(w.project(), sly.TagMeta("new", sly.TagValueType.NONE)) is not None,
    "image.tag.create_bulk": lambda w: len(
        w.api.image.tag.create_bulk(w.project(), [sly.TagMeta("new", sly.TagValueType.NONE)])
    )
    == 1,
    "image.tag.exists": lambda w: w.api.image.tag.exists(PROJECT, "situated") is True,
    "image.tag.get_free_name": lambda w: w.api.image.tag.get_free_name(PROJECT, "free") == "free",
    "image.tag.get_info_by_name": lambda w: w.api.image.tag.get_info_by_name(PROJECT, "situated").id == TAG,
    "image.tag.get_list": lambda w: TAG in [tag.id for tag in w.api.image.tag.get_list(PROJECT)],
    "image.tag.get_name_to_id_map": lambda w: w.api.image.tag.get_name_to_id_map(PROJECT)["situated"] == TAG,
    "image.tag.update_custom_data": lambda w: w.api.image.tag.update_custom_data(w.tagged()["id"], {"a": 1}) is not None,
    "image.tag.update_figure_custom_data": lambda w: tag_on(w, "update_figure_custom_data"),
    "image.tag.update_meta": lambda w: w.api.image.tag.update_meta(*named_tag(w), name="renamed") is not None,
    "object_class.exists": lambda w: w.api.object_class.exists(PROJECT, "lemon") is True,
    "object_class.get_free_name": lambda w: w.api.object_class.get_free_name(PROJECT, "free") == "free",
    "object_class.get_info_by_id": lambda w: w.api.object_class.get_info_by_id(new_class(w)) is not None,
    "object_class.get_info_by_name": lambda w: w.api.object_class.get_info_by_name(PROJECT, "lemon").shape == "bitmap",
    "object_class.get_list": lambda w: len(w.api.object_class.get_list(PROJECT)) == 2,
    "object_class.get_name_to_id_map": lambda w: "lemon" in w.api.object_class.get_name_to_id_map(PROJECT),
    "object_class.update": lambda w: w.api.object_class.update(new_class(w), name="renamed").name == "renamed",
    "advanced.add_tag_to_object": object_tag,
    "advanced.get_object_tags": lambda w: len(w.api.advanced.get_object_tags(w.tagged_figure()[1])) == 1,
    "advanced.remove_tag_from_image": untag_image,
    "advanced.remove_tag_from_object": object_untag,
    "advanced.remove_tags_from_images": lambda w: w.api.advanced.remove_tags_from_images([TAG], [tags_off(w)]),
}


def append_group(w):
    # The tag of groups is one of projects with several views.
    project_id = w.project()
    w.api.project.set_multiview_settings(project_id)
    dataset_id = w.dataset(project_id)
    ids = w.images(2, dataset_id)
    w.api.annotation.append_labels_group(dataset_id, ids, [w.label(), w.label()], w.read_meta(project_id), "group")


def get_by_ids(w):
    image = w.labeled()
    figure_id = w.api.image.figure.download(image.dataset_id, [image.id])[image.id][0].id
    return len(w.api.image.figure.get_by_ids(image.dataset_id, [figure_id])) == 1


def upload_geometry(w, call):
    figure_id, shape = alpha(w)
    call(figure_id, shape)


def tags_collection(w):
    project_id, figure_id, _, _ = w.tagged_figure()
    note = w.read_meta(project_id).get_tag_meta("note")
    tags = sly.TagCollection([sly.Tag(note, "z")])
    return len(w.api.image.tag.add_tags_collection_to_objects(project_id, {figure_id: tags})) == 1


def append_to_objects(w):
    """Tags of an object that goes through a video."""
    name = sly.TagMeta("situated", sly.TagValueType.NONE)
    tags = sly.VideoTagCollection([sly.VideoTag(name)])
    item = sly.VideoObject(w.meta.get_obj_class("lemon"), tags)
    ids = sly.KeyIdMap()
    ids.add_object(item.key(), 1)
    w.api.image.tag.append_to_objects(IMAGE, PROJECT, sly.VideoObjectCollection([item]), ids)


REFUSED = {
    "annotation.exists": (lambda w: w.api.annotation.exists(DATASET, "x"), ABSTRACT),
    "annotation.get_free_name": (lambda w: w.api.annotation.get_free_name(DATASET, "x"), ABSTRACT),
    "annotation.get_info_by_id": (lambda w: w.api.annotation.get_info_by_id(IMAGE), ABSTRACT),
    "annotation.get_info_by_name": (lambda w: w.api.annotation.get_info_by_name(DATASET, "x"), ABSTRACT),
    "image.figure.create": (
        lambda w: w.api.image.figure.create(w.image(), None, {}, new_figure(w)["geometry"], "bitmap"),
        "the SDK sends no class, because the method is for videos; use create_bulk for images",
    ),
    "image.figure.exists": (lambda w: w.api.image.figure.exists(DATASET, "x"), FIGURE_NAME),
    "image.figure.get_free_name": (lambda w: w.api.image.figure.get_free_name(DATASET, "x"), FIGURE_NAME),
    "image.figure.get_info_by_name": (lambda w: w.api.image.figure.get_info_by_name(DATASET, "x"), FIGURE_NAME),
    "image.figure.get_list": (lambda w: w.api.image.figure.get_list(DATASET), ABSTRACT),
    "image.tag.get_info_by_id": (lambda w: w.api.image.tag.get_info_by_id(TAG), ABSTRACT),
    "image.tag.append_to_entity": (lambda w: w.api.image.tag.append_to_entity(IMAGE, PROJECT, situated(w)), VIDEO),
    "image.tag.append_to_objects": (append_to_objects, VIDEO),
    "image.tag.append_to_objects_json": (lambda w: w.api.image.tag.append_to_objects_json(IMAGE, [{"tagId": TAG}]), VIDEO),
    "image.tag.update_annotation_object_custom_data": (
        lambda w: w.api.image.tag.update_annotation_object_custom_data(1, {}),
        VIDEO,
    ),
}
