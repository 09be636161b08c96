"""
What the lines of the table work with: the tutorial's project, and new things that a line may change or remove. The things
that most lines need are made by one request each: the SDK's own ways to make them are lines of the table themselves.
"""

import itertools
import os
import tarfile
import tempfile

import numpy as np
import supervisely as sly
from supervisely._utils import run_coroutine
from supervisely.io.fs import mkdir

TEAM, WORKSPACE, PROJECT, DATASET, ME = 8, 7, 5555, 10555, 7
IMAGE, OTHER_IMAGE = 283001, 283002
TAG = 4174  # situated, a tag of images without a value
LOGIN = "my_username"


class World:
    def __init__(self):
        self.api = sly.Api(retry_count=1)
        self.folder = tempfile.mkdtemp(prefix="slylab-table-")
        self.count = itertools.count(1)
        self.hash = None
        self.meta = self.read_meta(PROJECT)
        self.labeler = self.api.user.create("labeler", "labeler secret", is_restricted=True)
        self.api.user.add_to_team(self.labeler.id, TEAM, 3)

    def read_meta(self, project_id):
        return sly.ProjectMeta.from_json(self.api.project.get_meta(project_id))

    def name(self):
        return f"name {next(self.count)}"

    def path(self, end=""):
        return os.path.join(self.folder, f"{next(self.count)}{end}")

    def await_(self, coroutine):
        return run_coroutine(coroutine)

    def collect(self, generator):
        async def walk():
            return [each async for each in generator]

        return run_coroutine(walk())

    # New things

    def user(self):
        return self.api.user.create(self.name().replace(" ", "_"), "secret", is_restricted=True).id

    def member(self):
        user_id = self.user()
        self.api.user.add_to_team(user_id, TEAM, 3)
        return user_id

    def team(self):
        return self.api.team.create(self.name()).id

    def workspace(self):
        return self.api.workspace.create(TEAM, self.name()).id

    def post(self, method, body):
        return self.api.post(method, body).json()

    def project(self):
        project_id = self.post("projects.add", {"workspaceId": WORKSPACE, "name": self.name()})["id"]
        self.post("projects.meta.update", {"id": project_id, "meta": self.meta.to_json()})
        return project_id

    def dataset(self, project_id=PROJECT):
        return self.post("datasets.add", {"projectId": project_id, "name": self.name()})["id"]

    def pixels(self):
        return np.random.default_rng(next(self.count)).integers(0, 255, (20, 30, 3), dtype=np.uint8)

    def picture(self, end=".png"):
        path = self.path(end)
        sly.image.write(path, self.pixels())
        return path

    def pictures(self, count=2):
        folder = self.path()
        mkdir(folder)
        for at in range(count):
            sly.image.write(os.path.join(folder, f"{at}.png"), self.pixels())
        return folder

    def image(self, dataset_id=None):
        dataset_id = self.dataset() if dataset_id is None else dataset_id
        name = f"{self.name()}.png"
        if self.hash is None:
            made = self.api.image.upload_np(dataset_id, name, self.pixels())
            self.hash = made.hash
            return made.id
        return self.post("images.bulk.add", {"datasetId": dataset_id, "images": [{"title": name, "hash": self.hash}]})[0]["id"]

    def images(self, count=2, dataset_id=None):
        dataset_id = self.dataset() if dataset_id is None else dataset_id
        return [self.image(dataset_id) for _ in range(count)]

    def label(self):
        mask = np.zeros((20, 30), dtype=bool)
        mask[2:8, 3:9] = True
        return sly.Label(sly.Bitmap(mask), self.meta.get_obj_class("lemon"))

    def annotation(self):
        return sly.Annotation((20, 30), [self.label()])

    def labeled(self):
        image_id = self.image()
        self.draw(image_id)
        return self.api.image.get_info_by_id(image_id)

    def draw(self, image_id):
        """Adds the label to an image; the id of its figure."""
        figures = [self.label().to_json()]
        return self.post("figures.bulk.add", {"entityId": image_id, "figures": figures, "skipBoundsValidation": True})[0]["id"]

    def figure(self):
        return self.draw(self.image())

    def text_project(self):
        project_id = self.project()
        note = sly.TagMeta("note", sly.TagValueType.ANY_STRING)
        self.post("projects.meta.update", {"id": project_id, "meta": self.meta.add_tag_meta(note).to_json()})
        return project_id

    def tagged(self):
        """An image tag with a text, as the image carries it."""
        project_id = self.text_project()
        image_id = self.image(self.dataset(project_id))
        tag_id = self.api.image.tag.get_name_to_id_map(project_id)["note"]
        self.api.image.add_tag(image_id, tag_id, "here")
        return self.api.image.get_info_by_id(image_id).tags[0]

    def tagged_figure(self):
        """A project with a figure in it, and a tag on the figure: project, figure, tag, tag on the figure."""
        project_id = self.text_project()
        image_id = self.image(self.dataset(project_id))
        figure_id = self.draw(image_id)
        tag_id = self.api.image.tag.get_name_to_id_map(project_id)["note"]
        added = self.api.image.tag.add_to_objects(project_id, [{"figureId": figure_id, "tagId": tag_id, "value": "x"}])
        return project_id, figure_id, tag_id, added[0]["id"]

    def job(self, status="pending"):
        job = self.api.labeling_job.create(
            self.name(), DATASET, [self.labeler.id], classes_to_label=["lemon"], images_ids=[IMAGE, OTHER_IMAGE]
        )[0]
        steps = {"pending": [], "in_progress": ["in_progress"], "on_review": ["in_progress", "on_review"]}
        for step in steps[status]:
            self.api.labeling_job.set_status(job.id, step)
        return job.id

    def queue(self):
        return self.api.labeling_queue.create(self.name(), [self.labeler.id], [ME], DATASET, classes_to_label=["lemon"])

    def webhook(self):
        return self.api.webhook.create(TEAM, "http://127.0.0.1:9/hook", "labeling_job.completed", retries_count=0).id

    def collection(self, **more):
        return self.api.entities_collection.create(PROJECT, self.name(), **more).id

    def issue(self):
        return self.api.issues.add(TEAM, self.name(), comment="look").id

    def subissue(self):
        issue_id = self.issue()
        image = self.labeled()
        figures = self.api.image.figure.download(image.dataset_id, [image.id])[image.id]
        annotation = self.api.annotation.download(image.id)
        self.api.issues.add_subissue(issue_id, image.id, figures[0].id, 1, 2, annotation, self.meta)
        return image.dataset_id, self.api.issues.get_info_by_id(issue_id, with_sub_issues=True).sub_issues[0]["id"]

    def guide(self):
        self.file("/guides/lemons.pdf")
        body = {"teamId": TEAM, "name": self.name(), "filePath": "/guides/lemons.pdf"}
        return self.api.post("guides.add", body).json()["id"]

    def archive(self):
        """A TAR file of two pictures among the team files, with its offsets: the file, and both paths here."""
        tar_path = self.path(".tar")
        folder = self.pictures()
        with tarfile.open(tar_path, "w") as tar:
            for name in sorted(os.listdir(folder)):
                tar.add(os.path.join(folder, name), name)
        offsets_path = sly.fs.save_blob_offsets_pkl(tar_path, self.folder)
        for path in (tar_path, offsets_path):
            self.api.file.upload(TEAM, path, f"/blobs/{os.path.basename(path)}")
        return self.api.file.get_info_by_path(TEAM, f"/blobs/{os.path.basename(tar_path)}"), tar_path, offsets_path

    def local(self, text="{}", end=".json"):
        path = self.path(end)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def local_folder(self):
        folder = self.path()
        mkdir(os.path.join(folder, "in"))
        for name in ("a.txt", "in/b.txt"):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(name)
        return folder

    def file(self, path=None, text="{}"):
        path = f"/files/{self.name()}.json" if path is None else path
        self.api.file.upload(TEAM, self.local(text), path)
        return path

    def files(self):
        """A remote folder with two files in it."""
        return self.api.file.upload_directory(TEAM, self.local_folder(), f"/folders/{self.name()}") + "/"

    def read(self, path):
        with open(path, "rb") as file:
            return file.read()
