"""Projects and datasets, by the official SDK."""

import json
import os

import supervisely as sly
from people import permanently
from world import DATASET, PROJECT, TEAM, WORKSPACE

AI = "embeddings and AI search need a neural network, which is not included"
ARCHIVE = "backups in cloud storage are not supported"
EXPLORE = "the Explore section and shared links exist only on the cloud platform"


def archived(w):
    """A project in a workspace, with images."""
    project_id = w.project()
    w.image(w.dataset(project_id))
    return project_id


def settings(w, method):
    project_id = w.project()
    getattr(w.api.project, method)(project_id)
    return w.api.project.get_settings(project_id) is not None


def schema(w):
    project_id = w.project()
    w.api.project.set_validation_schema(project_id, {"type": "object"})
    return project_id


def nested(w):
    project_id = w.project()
    parent = w.dataset(project_id)
    w.api.dataset.create(project_id, "child", parent_id=parent)
    return project_id, parent


def quick_import(w):
    project_id = w.project()
    dataset_id = w.dataset(project_id)
    _, tar_path, offsets_path = w.archive()
    annotations = [w.path(), w.path()]
    for at, folder in enumerate(annotations):
        os.mkdir(folder)
        annotations[at] = os.path.join(folder, f"{at}.png.json")
        with open(annotations[at], "w", encoding="utf-8") as file:
            json.dump(w.annotation().to_json(), file)
    meta, kind = w.read_meta(project_id), sly.ProjectType.IMAGES
    w.api.dataset.quick_import(dataset_id, tar_path, offsets_path, annotations, meta, kind)
    return [each.labels_count for each in w.api.image.get_list(dataset_id)] == [1, 1]


def read_only(w):
    project_id = w.project()
    w.api.project.set_read_only(project_id, True)
    return project_id


CALLS = {
    "project.add_import_history": lambda w: w.api.project.add_import_history(
        w.project(), w.api.project.clone(w.project(), WORKSPACE, w.name())
    ),
    "project.append_classes": lambda w: w.api.project.append_classes(
        w.project(), [sly.ObjClass("box", sly.Rectangle)]
    ),
    "project.archive": lambda w: w.api.project.archive(w.project(), "https://example.com/a.tar"),
    "project.archive_batch": lambda w: w.api.project.archive_batch([w.project()], ["https://example.com/a.tar"]),
    "project.clone": lambda w: w.api.task.wait(
        w.api.project.clone(archived(w), WORKSPACE, w.name()), w.api.task.Status.FINISHED, 10, 1
    ),
    "project.clone_advanced": lambda w: w.api.project.clone_advanced(archived(w), WORKSPACE, w.name()) > 0,
    "project.create": lambda w: w.api.project.create(WORKSPACE, "created").type == "images",
    "project.edit_info": lambda w: w.api.project.edit_info(w.project(), description="d").description == "d",
    "project.exists": lambda w: w.api.project.exists(WORKSPACE, "tutorial_project") is True,
    "project.get_activity": lambda w: w.job() and len(w.api.project.get_activity(PROJECT)) > 0,
    "project.get_archivation_list": lambda w: w.api.project.get_archivation_list() is not None,
    "project.get_custom_data": lambda w: w.api.project.get_custom_data(w.project()) == {},
    "project.get_datasets_count": lambda w: w.api.project.get_datasets_count(PROJECT) > 0,
    "project.disable_embeddings": lambda w: w.api.project.disable_embeddings(PROJECT),
    "project.get_embeddings_in_progress": lambda w: w.api.project.get_embeddings_in_progress(PROJECT) is not True,
    "project.get_embeddings_updated_at": lambda w: w.api.project.get_embeddings_updated_at(PROJECT) is None,
    "project.get_free_name": lambda w: w.api.project.get_free_name(WORKSPACE, "free") == "free",
    "project.get_images_count": lambda w: w.api.project.get_images_count(PROJECT) >= 6,
    "project.get_info_by_id": lambda w: w.api.project.get_info_by_id(PROJECT).name == "tutorial_project",
    "project.get_info_by_name": lambda w: w.api.project.get_info_by_name(WORKSPACE, "tutorial_project").id == PROJECT,
    "project.get_list": lambda w: [p for p in w.api.project.get_list(WORKSPACE) if p.id == PROJECT][0].items_count >= 6,
    "project.get_list_all": lambda w: len(w.api.project.get_list_all()["entities"]) > 0,
    "project.get_meta": lambda w: len(w.api.project.get_meta(PROJECT)["classes"]) == 2,
    "project.get_or_create": lambda w: w.api.project.get_or_create(WORKSPACE, "tutorial_project").id == PROJECT,
    "project.get_settings": lambda w: w.api.project.get_settings(PROJECT) is not None,
    "project.get_stats": lambda w: w.api.project.get_stats(PROJECT)["images"]["total"]["imagesInDataset"] >= 6,
    "project.get_validation_schema": lambda w: w.api.project.get_validation_schema(schema(w)) == {"type": "object"},
    "project.images_grouping": lambda w: w.api.project.images_grouping(w.text_project(), True, "note"),
    "project.info_sequence_for_listing": lambda w: len(w.api.project.info_sequence_for_listing()) > 0,
    "project.is_embeddings_enabled": lambda w: w.api.project.is_embeddings_enabled(PROJECT) is not True,
    "project.is_read_only": lambda w: w.api.project.is_read_only(PROJECT) is False
    and w.api.project.is_read_only(read_only(w)) is True,
    "project.merge_metas": lambda w: w.api.project.merge_metas(PROJECT, w.api.project.create(WORKSPACE, w.name()).id)
    is not None,
    "project.move": lambda w: w.api.project.move(w.project(), w.workspace()),
    "project.pull_meta_ids": lambda w: w.api.project.pull_meta_ids(PROJECT, w.read_meta(PROJECT)),
    "project.recreate_structure": lambda w: len(
        w.api.project.recreate_structure(nested(w)[0], dst_project_name=w.name())
    )
    > 0,
    "project.recreate_structure_generator": lambda w: len(
        list(w.api.project.recreate_structure_generator(nested(w)[0], dst_project_name=w.name()))
    )
    > 0,
    "project.remove": lambda w: w.api.project.remove(w.project()),
    "project.remove_batch": lambda w: w.api.project.remove_batch([w.project(), w.project()]),
    "project.remove_class": lambda w: remove_class(w),
    "project.remove_permanently": lambda w: w.api.project.remove_permanently(w.project()) is not None,
    "project.remove_tag": lambda w: remove_tag(w),
    "project.remove_validation_schema": lambda w: w.api.project.remove_validation_schema(schema(w)) is not None,
    "project.set_multispectral_settings": lambda w: settings(w, "set_multispectral_settings"),
    "project.set_multiview_settings": lambda w: settings(w, "set_multiview_settings"),
    "project.set_overlay_settings": lambda w: settings(w, "set_overlay_settings"),
    "project.set_read_only": lambda w: read_only(w) > 0,
    "project.set_validation_schema": lambda w: schema(w) > 0,
    "project.update": lambda w: w.api.project.update(w.project(), description="d").description == "d",
    "project.update_custom_data": lambda w: w.api.project.update_custom_data(w.project(), {"a": 1}) is not None,
    "project.update_meta": lambda w: len(w.api.project.update_meta(w.project(), w.meta).obj_classes) == 2,
    "project.update_settings": lambda w: w.api.project.update_settings(w.project(), {}),
    "project.url": lambda w: str(PROJECT) in w.api.project.url(PROJECT),
    "project.validate_entities_schema": lambda w: w.api.project.validate_entities_schema(schema(w)) == [],
    "dataset.copy": lambda w: images_in(
        w, w.api.dataset.copy(w.project(), w.labeled().dataset_id, w.name(), with_annotations=True)
    )
    == 1,
    "dataset.copy_batch": lambda w: len(w.api.dataset.copy_batch(w.project(), [w.labeled().dataset_id])) == 1,
    "dataset.create": lambda w: w.api.dataset.create(w.project(), "d", custom_data={"a": 1}).name == "d",
    "dataset.exists": lambda w: w.api.dataset.exists(PROJECT, "dataset_01") is True,
    "dataset.get_free_name": lambda w: w.api.dataset.get_free_name(PROJECT, "free") == "free",
    "dataset.get_info_by_id": lambda w: w.api.dataset.get_info_by_id(DATASET).images_count == 6,
    "dataset.get_info_by_name": lambda w: w.api.dataset.get_info_by_name(PROJECT, "dataset_01").id == DATASET,
    "dataset.get_list": lambda w: DATASET in [dataset.id for dataset in w.api.dataset.get_list(PROJECT)],
    "dataset.get_list_all": lambda w: len(w.api.dataset.get_list_all()["entities"]) > 0,
    "dataset.get_nested": lambda w: len(w.api.dataset.get_nested(*nested(w))) == 1,
    "dataset.get_or_create": lambda w: w.api.dataset.get_or_create(PROJECT, "dataset_01").id == DATASET,
    "dataset.get_tree": lambda w: len(list(w.api.dataset.get_tree(nested(w)[0]).values())[0]) == 1,
    "dataset.move": lambda w: images_in(
        w, w.api.dataset.move(w.project(), w.labeled().dataset_id, w.name())
    )
    == 1,
    "dataset.move_batch": lambda w: len(w.api.dataset.move_batch(w.project(), [w.labeled().dataset_id])) == 1,
    "dataset.move_to_dataset": lambda w: w.api.dataset.move_to_dataset(w.dataset(), w.dataset()),
    "dataset.remove": lambda w: w.api.dataset.remove(w.dataset()),
    "dataset.remove_batch": lambda w: w.api.dataset.remove_batch([w.dataset(), w.dataset()]),
    "dataset.remove_permanently": lambda w: w.api.dataset.remove_permanently(w.dataset()) is not None,
    "dataset.set_favorite": lambda w: w.api.dataset.set_favorite(w.dataset()),
    "dataset.quick_import": quick_import,
    "dataset.tree": lambda w: len(list(w.api.dataset.tree(nested(w)[0]))) == 2,
    "dataset.update": lambda w: w.api.dataset.update(w.dataset(), description="d").description == "d",
    "dataset.update_custom_data": lambda w: w.api.dataset.update_custom_data(w.dataset(), {"a": 1}) is not None,
}


def images_in(w, dataset):
    return len(w.api.image.get_list(dataset.id))


def remove_class(w):
    project_id = w.project()
    w.api.project.remove_class(project_id, w.read_meta(project_id).get_obj_class("kiwi").sly_id)


def remove_tag(w):
    project_id = w.project()
    w.api.project.remove_tag(project_id, w.read_meta(project_id).get_tag_meta("situated").sly_id)


REFUSED = {
    "project.download_images_tags": (
        lambda w: w.api.project.download_images_tags(PROJECT),
        "the SDK uses the dict of get_meta like a ProjectMeta",
    ),
    "project.check_imageset_backup": (lambda w: w.api.project.check_imageset_backup(PROJECT), ARCHIVE),
    "project.calculate_embeddings": (lambda w: w.api.project.calculate_embeddings(PROJECT), AI),
    "project.perform_ai_search": (lambda w: w.api.project.perform_ai_search(PROJECT, prompt="lemon"), AI),
    "project.enable_embeddings": (lambda w: w.api.project.enable_embeddings(PROJECT, silent=False), AI),
    "project.set_embeddings_in_progress": (lambda w: w.api.project.set_embeddings_in_progress(PROJECT, True), AI),
    "project.set_embeddings_updated_at": (lambda w: w.api.project.set_embeddings_updated_at(PROJECT, silent=False), AI),
    "project.clone_by_shared_link": (lambda w: w.api.project.clone_by_shared_link("x", WORKSPACE, "x"), EXPLORE),
    "project.clone_from_explore": (lambda w: w.api.project.clone_from_explore("x/y", WORKSPACE, "x"), EXPLORE),
    "project.get_or_clone_from_explore": (
        lambda w: w.api.project.get_or_clone_from_explore("x/y", WORKSPACE, "x"),
        EXPLORE,
    ),
}
