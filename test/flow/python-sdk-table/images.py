"""Images, by the official SDK."""

import tarfile

import numpy as np
from world import DATASET, IMAGE, OTHER_IMAGE, PROJECT, TAG, TEAM, WORKSPACE

AI = "embeddings need a neural network, which is not included"
BLOB = "the instance stores the images of an archive, but not the archive itself"
AUDIO = "audio is another area"
FILTER = [{"type": "images_tag", "data": {"tagId": TAG, "include": False}}]


def info(w, image_id=IMAGE):
    return w.api.image.get_info_by_id(image_id)


def saved(w, call):
    path = w.path(".png")
    call(path)
    return w.read(path) == w.api.image.download_bytes(DATASET, [IMAGE])[0]


def move_optimized(w, method):
    image = w.labeled()
    return len(getattr(w.api.image, method)(image.dataset_id, [image], w.dataset())) == 1


def multiview(w):
    project_id = w.project()
    w.api.project.set_multiview_settings(project_id)
    return w.dataset(project_id)


def grouped(w):
    dataset_id = multiview(w)
    ids = w.images(2, dataset_id)
    w.api.image.group_images_for_multiview(ids, "group")


def spectral(w):
    project_id = w.project()
    w.api.project.set_multispectral_settings(project_id)
    channels = [w.pixels()[:, :, 0], w.pixels()[:, :, 0]]
    return len(w.api.image.upload_multispectral(w.dataset(project_id), "a.png", channels)) == 2


def overlay(w):
    project_id = w.project()
    w.api.project.set_overlay_settings(project_id)
    return (
        len(
            w.api.image.upload_overlay_images(
                w.dataset(project_id), ["a.png"], paths=[w.picture()], overlay_names=[["b.png"]], overlay_paths=[[w.picture()]]
            )
        )
        > 0
    )


def two_pictures(w):
    return [w.picture(), w.picture()]


def by_offsets(w):
    file, tar_path, _ = w.archive()
    with tarfile.open(tar_path) as tar:
        places = [(each.offset_data, each.offset_data + each.size) for each in tar]
    offsets = [{"offsetStart": start, "offsetEnd": end} for start, end in places]
    infos = w.api.image.upload_by_offsets(w.dataset(), file.id, ["a.png", "b.png"], offsets)
    return [(each.name, each.width) for each in infos] == [("a.png", 30), ("b.png", 30)]


CALLS = {
    "image.add_custom_sort": lambda w: custom_sort(w),
    "image.add_tag": lambda w: w.api.image.add_tag(w.image(), TAG),
    "image.add_tag_batch": lambda w: w.api.image.add_tag_batch(w.images(), TAG),
    "image.add_tags_batch": lambda w: w.api.image.add_tags_batch(w.images(), TAG),
    "image.check_existing_hashes": lambda w: w.api.image.check_existing_hashes([info(w).hash, "x"]) == [info(w).hash],
    "image.check_existing_links": lambda w: len(
        w.api.image.check_existing_links([w.api.server_address], team_id=TEAM)
    )
    == 1,
    "image.check_image_uploaded": lambda w: w.api.image.check_image_uploaded(info(w).hash) is True,
    "image.copy": lambda w: objects_of(w, w.api.image.copy(w.dataset(), w.labeled().id, with_annotations=True)) == 1,
    "image.copy_batch": lambda w: len(w.api.image.copy_batch(w.dataset(), w.images(), with_annotations=True)) == 2,
    "image.copy_batch_optimized": lambda w: move_optimized(w, "copy_batch_optimized"),
    "image.download": lambda w: saved(w, lambda path: w.api.image.download(IMAGE, path)),
    "image.download_bytes": lambda w: len(w.api.image.download_bytes(DATASET, [IMAGE, OTHER_IMAGE])) == 2,
    "image.download_bytes_generator_async": lambda w: len(
        w.collect(w.api.image.download_bytes_generator_async(DATASET, [IMAGE]))
    )
    == 1,
    "image.download_bytes_many_async": lambda w: len(w.await_(w.api.image.download_bytes_many_async([IMAGE]))) == 1,
    "image.download_bytes_single_async": lambda w: len(w.await_(w.api.image.download_bytes_single_async(IMAGE))) > 0,
    "image.download_np": lambda w: w.api.image.download_np(IMAGE).shape == (300, 400, 3),
    "image.download_np_async": lambda w: w.await_(w.api.image.download_np_async(IMAGE)).shape == (300, 400, 3),
    "image.download_nps": lambda w: len(w.api.image.download_nps(DATASET, [IMAGE])) == 1,
    "image.download_nps_async": lambda w: len(w.await_(w.api.image.download_nps_async([IMAGE]))) == 1,
    "image.download_nps_by_hashes": lambda w: len(w.api.image.download_nps_by_hashes([info(w).hash])) == 1,
    "image.download_nps_by_hashes_generator": lambda w: len(
        list(w.api.image.download_nps_by_hashes_generator([info(w).hash]))
    )
    == 1,
    "image.download_nps_generator": lambda w: len(list(w.api.image.download_nps_generator(DATASET, [IMAGE]))) == 1,
    "image.download_path": lambda w: saved(w, lambda path: w.api.image.download_path(IMAGE, path)),
    "image.download_path_async": lambda w: saved(w, lambda path: w.await_(w.api.image.download_path_async(IMAGE, path))),
    "image.download_paths": lambda w: saved(w, lambda path: w.api.image.download_paths(DATASET, [IMAGE], [path])),
    "image.download_paths_async": lambda w: saved(
        w, lambda path: w.await_(w.api.image.download_paths_async([IMAGE], [path]))
    ),
    "image.download_paths_by_hashes": lambda w: saved(
        w, lambda path: w.api.image.download_paths_by_hashes([info(w).hash], [path])
    ),
    "image.edit": lambda w: w.api.image.edit(w.image(), description="d").description == "d",
    "image.exists": lambda w: w.api.image.exists(DATASET, "fruits_01.png") is True,
    "image.get_filtered_list": lambda w: len(w.api.image.get_filtered_list(DATASET, FILTER)) > 0,
    "image.get_free_name": lambda w: w.api.image.get_free_name(DATASET, "free.png") == "free.png",
    "image.get_free_names": lambda w: w.api.image.get_free_names(DATASET, ["free.png"]) == ["free.png"],
    "image.get_info_by_id": lambda w: info(w).name == "fruits_01.png",
    "image.get_info_by_id_batch": lambda w: len(w.api.image.get_info_by_id_batch([IMAGE, OTHER_IMAGE])) == 2,
    "image.get_info_by_name": lambda w: w.api.image.get_info_by_name(DATASET, "fruits_01.png").id == IMAGE,
    "image.get_list": lambda w: len(w.api.image.get_list(DATASET)) == 6,
    "image.get_list_generator": lambda w: sum(map(len, w.api.image.get_list_generator(DATASET, batch_size=4))) == 6,
    "image.get_list_generator_async": lambda w: sum(
        map(len, w.collect(w.api.image.get_list_generator_async(DATASET)))
    )
    == 6,
    "image.get_project_id": lambda w: w.api.image.get_project_id(IMAGE) == PROJECT,
    "image.get_subsequent_image_ids": lambda w: len(
        w.api.image.get_subsequent_image_ids(IMAGE, 2, job_id=w.job(), dataset_id=DATASET, project_id=PROJECT)
    )
    == 1,
    "image.group_images_for_multiview": grouped,
    "image.move": lambda w: objects_of(w, w.api.image.move(w.dataset(), w.labeled().id, with_annotations=True)) == 1,
    "image.move_batch": lambda w: len(w.api.image.move_batch(w.dataset(), w.images())) == 2,
    "image.move_batch_optimized": lambda w: move_optimized(w, "move_batch_optimized"),
    "image.preview_url": lambda w: "/previews/" in w.api.image.preview_url(info(w).full_storage_url, width=100),
    "image.raise_name_intersections_if_exist": lambda w: w.api.image.raise_name_intersections_if_exist(DATASET, ["free"]),
    "image.remove": lambda w: w.api.image.remove(w.image()),
    "image.remove_batch": lambda w: w.api.image.remove_batch(w.images()),
    "image.rename": lambda w: w.api.image.rename(w.image(), "renamed.png").name == "renamed.png",
    "image.set_custom_sort": lambda w: w.api.image.set_custom_sort(w.image(), "b") is not None,
    "image.set_custom_sort_bulk": lambda w: w.api.image.set_custom_sort_bulk(w.images(), ["b", "a"]) is not None,
    "image.set_remote": lambda w: w.api.image.set_remote([w.image()], ["http://127.0.0.1:9/a.png"]),
    "image.storage_url": lambda w: w.api.image.storage_url("/a") is not None,
    "image.update_custom_sort": lambda w: w.api.image.update_custom_sort({}, "a") is not None,
    "image.update_audio_references": lambda w: w.api.image.update_audio_references({}, []) is not None,
    "image.update_meta": lambda w: w.api.image.update_meta(w.image(), {"camera": 1}) is not None,
    "image.update_tag_value": lambda w: w.api.image.update_tag_value(w.tagged()["id"], "there") is not None,
    "image.upload_dir": lambda w: len(w.api.image.upload_dir(w.dataset(), w.pictures())) == 2,
    "image.upload_dirs": lambda w: len(w.api.image.upload_dirs(w.dataset(), [w.pictures()])) == 2,
    "image.upload_hash": lambda w: w.api.image.upload_hash(w.dataset(), "a.png", info(w).hash).hash == info(w).hash,
    "image.upload_hashes": lambda w: len(w.api.image.upload_hashes(w.dataset(), ["a.png"], [info(w).hash])) == 1,
    "image.upload_id": lambda w: w.api.image.upload_id(w.dataset(), "a.png", IMAGE).hash == info(w).hash,
    "image.upload_ids": lambda w: len(w.api.image.upload_ids(w.dataset(), ["a.png"], [IMAGE])) == 1,
    "image.upload_link": lambda w: w.api.image.upload_link(w.dataset(), "a.png", info(w).full_storage_url).name == "a.png",
    "image.upload_links": lambda w: len(
        w.api.image.upload_links(w.dataset(), ["a.png"], [info(w).full_storage_url])
    )
    == 1,
    "image.upload_multispectral": spectral,
    "image.upload_multiview_images": lambda w: len(
        w.api.image.upload_multiview_images(multiview(w), "group", two_pictures(w))
    )
    == 2,
    "image.upload_np": lambda w: w.api.image.upload_np(w.dataset(), "a.png", w.pixels()).width == 30,
    "image.upload_nps": lambda w: len(w.api.image.upload_nps(w.dataset(), ["a.png"], [w.pixels()])) == 1,
    "image.upload_overlay_images": overlay,
    "image.upload_path": lambda w: w.api.image.upload_path(w.dataset(), "a.png", w.picture()).height == 20,
    "image.upload_paths": lambda w: len(w.api.image.upload_paths(w.dataset(), ["a.png"], [w.picture()])) == 1,
    "image.url": lambda w: str(IMAGE) in w.api.image.url(TEAM, WORKSPACE, PROJECT, DATASET, IMAGE),
    "image.get_blob_offsets_file": lambda w: w.read(w.api.image.get_blob_offsets_file(w.archive()[0].id)) != b"",
    "image.upload_blob_images": lambda w: len(
        [
            each
            for batch in w.api.image.upload_blob_images(
                w.dataset(), w.archive()[0], return_image_infos_generator=True
            )
            for each in batch
        ]
    )
    == 2,
    "image.upload_by_offsets": by_offsets,
    "image.upload_by_offsets_generator": lambda w: [
        each.name for batch in w.api.image.upload_by_offsets_generator(w.dataset(), w.archive()[0].id) for each in batch
    ]
    == ["0.png", "1.png"],
    "image.add_audio_reference": lambda w: w.api.image.add_audio_reference(w.image(), reference()) is not None,
    "image.get_audio_references": lambda w: w.api.image.get_audio_references(IMAGE) == [],
    "image.set_audio_references": lambda w: w.api.image.set_audio_references(w.image(), [reference()]) is not None,
    "image.upload_audio_reference": lambda w: w.api.image.upload_audio_reference(w.image(), TEAM, w.local("x", ".mp3"))
    is not None,
}


def reference():
    return {"url": "/audio/a.mp3", "name": "a.mp3"}


def objects_of(w, image):
    return len(w.api.annotation.download(image.id).annotation["objects"])


def scan(w):
    """A DICOM file of 8 by 8 pixels."""
    import pydicom
    from pydicom.dataset import FileDataset, FileMetaDataset

    meta = FileMetaDataset()
    meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = pydicom.uid.SecondaryCaptureImageStorage
    meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid()
    path = w.path(".dcm")
    image = FileDataset(path, {}, file_meta=meta, preamble=b"\0" * 128)
    image.Modality, image.Rows, image.Columns = "OT", 8, 8
    image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
    image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = 8, 8, 7, 0
    image.PixelData = np.arange(64, dtype=np.uint8).tobytes()
    image.save_as(path, enforce_file_format=True)
    return path


def custom_sort(w):
    with w.api.image.add_custom_sort("a"):
        return w.image() > 0


REFUSED = {
    "image.upload_medical_images": (
        lambda w: len(w.api.image.upload_medical_images(w.dataset(), [scan(w)])) == 1,
        "the SDK calls a function that the installed version of pydicom does not have, and skips every file",
    ),
    "image.download_blob_file": (lambda w: w.api.image.download_blob_file(PROJECT, "x", w.path()), BLOB),
    "image.download_blob_file_async": (
        lambda w: w.await_(w.api.image.download_blob_file_async(PROJECT, "x", w.path())),
        BLOB,
    ),
    "image.download_blob_files_async": (
        lambda w: w.await_(w.api.image.download_blob_files_async(PROJECT, ["x"], [w.path()])),
        BLOB,
    ),
    "image.set_embeddings_updated_at": (lambda w: w.api.image.set_embeddings_updated_at([IMAGE]), AI),
}
