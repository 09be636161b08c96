"""The labeling-jobs tutorial, as its page has it, by the official SDK. Prints one JSON object of all that it prints."""

import json
import os
import threading
import time

import supervisely as sly
from supervisely.api.api import UserSession

api = sly.Api()
printed = {}

TEAM_ID = int(os.environ["CONTEXT_TEAMID"])
PROJECT_ID = int(os.environ["CONTEXT_PROJECTID"])
USER_ID = int(os.environ["CONTEXT_USERID"])
USER_LOGIN = os.environ["CONTEXT_USERLOGIN"]


def plain(infos):
    return [info._asdict() for info in infos]


# Step 1. Annotators
started = time.monotonic()
labeler_1 = api.user.get_info_by_login(login="labeler_1")
printed["first call seconds"] = time.monotonic() - started
if labeler_1 is None:
    labeler_1 = api.user.create(login="labeler_1", password="11111abc", is_restricted=True)
labeler_2 = api.user.get_info_by_login(login="labeler_2")
if labeler_2 is None:
    labeler_2 = api.user.create(login="labeler_2", password="22222abc", is_restricted=True)
if api.user.get_team_role(labeler_1.id, TEAM_ID) is None:
    api.user.add_to_team(labeler_1.id, TEAM_ID, api.role.DefaultRole.ANNOTATOR)
if api.user.get_team_role(labeler_2.id, TEAM_ID) is None:
    api.user.add_to_team(labeler_2.id, TEAM_ID, api.role.DefaultRole.ANNOTATOR)
printed["labelers"] = plain([labeler_1, labeler_2])
printed["roles"] = [api.user.get_team_role(each.id, TEAM_ID)._asdict() for each in (labeler_1, labeler_2)]

# Step 2. Project and datasets
project_meta = sly.ProjectMeta.from_json(api.project.get_meta(PROJECT_ID))
printed["meta"] = str(project_meta)
datasets = api.dataset.get_list(PROJECT_ID)
printed["datasets"] = plain(datasets)

# Jobs
created_jobs = api.labeling_job.create(
    name="labeler1_lemons_task",
    dataset_id=datasets[0].id,
    user_ids=[labeler_1.id],
    readme="annotation manual for lemons in markdown format here (optional)",
    description="short description is here (optional)",
    classes_to_label=["lemon"],
)
printed["lemons"] = plain(created_jobs)
api.labeling_job.stop(created_jobs[0].id)

created_jobs = api.labeling_job.create(
    name="labeler2_kiwi_task_with_complex_settings",
    dataset_id=datasets[0].id,
    user_ids=[labeler_2.id],
    readme="annotation manual for kiwi in markdown format here (optional)",
    description="short description is here (optional)",
    classes_to_label=["kiwi"],
    objects_limit_per_image=10,
    tags_to_label=["size", "origin"],
    tags_limit_per_image=20,
    exclude_images_with_tags=["situated"],
)
printed["kiwis"] = plain(created_jobs)

# Lists
jobs = api.labeling_job.get_list(TEAM_ID)
printed["all"] = plain(jobs)
user = api.user.get_info_by_login(USER_LOGIN)
printed["user"] = user._asdict()
jobs = api.labeling_job.get_list(TEAM_ID, created_by_id=user.id)
printed["created by me"] = plain(jobs)
jobs = api.labeling_job.get_list(TEAM_ID, created_by_id=user.id, assigned_to_id=labeler_2.id)
printed["for labeler 2"] = plain(jobs)
api.labeling_job.archive(jobs[0].id)
jobs = api.labeling_job.get_list(TEAM_ID)
printed["active"] = plain(jobs)

# Statuses
printed["stopped"] = str(api.labeling_job.get_status(jobs[0].id))
third = api.labeling_job.create("third", datasets[0].id, [labeler_1.id], classes_to_label=["lemon"])[0]
printed["pending"] = str(api.labeling_job.get_status(third.id))


def work():
    """What the tutorial waits for: the labeler and the reviewer, each with the own token."""
    labeler = sly.Api(api.server_address, os.environ["LABELER_TOKEN"])
    labeler.labeling_job.set_status(third.id, "in_progress")
    for image in third.entities:
        labeler.labeling_job.set_entity_review_status(third.id, image["id"], "done")
    labeler.labeling_job.set_status(third.id, "on_review")
    handed_over.wait()
    for image in third.entities[1:]:
        api.labeling_job.set_entity_review_status(third.id, image["id"], "accepted")
    api.labeling_job.set_entity_review_status(third.id, third.entities[0]["id"], "rejected")
    api.labeling_job.set_status(third.id, "completed")


def asked_labeler_token():
    session = UserSession(api.server_address).log_in("labeler_1", "11111abc")
    return session.api_token, session.team_id, session.workspace_id


token, printed["session team"], printed["session workspace"] = asked_labeler_token()
os.environ["LABELER_TOKEN"] = token
handed_over = threading.Event()
worker = threading.Thread(target=work)
worker.start()
api.labeling_job.wait(third.id, target_status=api.labeling_job.Status.ON_REVIEW)
printed["on review"] = api.labeling_job.get_info_by_id(third.id)._asdict()
handed_over.set()
api.labeling_job.wait(third.id, target_status=api.labeling_job.Status.COMPLETED)
worker.join()
printed["completed"] = api.labeling_job.get_info_by_id(third.id)._asdict()
printed["archived"] = api.labeling_job.get_info_by_id(printed["kiwis"][0]["id"])._asdict()

print(json.dumps(printed))
