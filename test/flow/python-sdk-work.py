"""Labeling jobs beyond the tutorial, queues, activity and webhooks by the official SDK, and their refusals."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import supervisely as sly
from supervisely.api.api import UserSession

api = sly.Api()
printed = {}
TEAM_ID = 8
DATASET_ID = 10555
told = []


class Receiver(BaseHTTPRequestHandler):
    """Takes webhooks; refuses the first, so that it is told again."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        told.append([body["event"], body["team_id"], body["data"]["status"], self.headers.get("x-mine")])
        self.send_response(500 if len(told) == 1 else 200)
        self.end_headers()

    def log_message(self, *_):
        pass


receiver = HTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{receiver.server_port}/hook"


def refused(call, *arguments, **named):
    try:
        return ["accepted", str(call(*arguments, **named))]
    except Exception as error:
        response = getattr(error, "response", None)
        if response is None:
            return [type(error).__name__, str(error)]
        return [response.status_code, response.json()]


def hire(login, role_id):
    user = api.user.create(login, f"{login} secret", is_restricted=True)
    api.user.add_to_team(user.id, TEAM_ID, role_id)
    token = UserSession(api.server_address).log_in(login, f"{login} secret").api_token
    return user, sly.Api(api.server_address, token)


# Webhooks
hook = api.webhook.create(TEAM_ID, url, "labeling_job.completed", retries_delay=0, headers={"x-mine": "1"})
printed["hook"] = [hook.action, hook.url == url, hook.retries_count, hook.retries_delay, hook.team_id]
printed["hook updated"] = api.webhook.update(hook.id, retries_count=3).retries_count
printed["hooks"] = [each.id == hook.id for each in api.webhook.get_list(TEAM_ID)]

# A job with all settings, reviewed and restarted
labeler, as_labeler = hire("labeler", 3)
judge, as_judge = hire("judge", 5)
job = api.labeling_job.create(
    "everything",
    DATASET_ID,
    [labeler.id],
    classes_to_label=["lemon"],
    images_ids=[283001, 283002],
    reviewer_id=judge.id,
    dynamic_tags=True,
    allow_restore=True,
)[0]
as_labeler.labeling_job.set_status(job.id, "in_progress")
for entity in job.entities:
    as_labeler.labeling_job.set_entity_review_status(job.id, entity["id"], "done")
as_labeler.labeling_job.set_status(job.id, "on_review")
as_judge.labeling_job.set_entity_review_status(job.id, 283001, "accepted")
as_judge.labeling_job.set_entity_review_status(job.id, 283002, "rejected")
restarted = api.labeling_job.restart(job.id, title="again")
new = api.labeling_job.get_info_by_id(restarted[0]["id"])
printed["restarted"] = [restarted[0]["type"], new.name, [each["id"] for each in new.entities], new.reviewer_login]
printed["old"] = api.labeling_job.get_status(job.id).value
printed["nothing to restart"] = api.labeling_job.restart(new.id, ignore_no_rejected_error=True)
stats = api.labeling_job.get_stats(job.id)
printed["stats"] = [stats["job"]["imagesCount"], [each["reviewStatus"] for each in stats["images"]["images"]], [each["name"] for each in stats["classes"]]]
printed["activity"] = [
    [each["action"], each["user"]] for each in api.team.get_activity(TEAM_ID, filter_job_id=job.id)
]
printed["activity columns"] = sorted(api.labeling_job.get_activity(TEAM_ID, job.id).columns)
printed["cloned"] = [[each.name, each.images_count, each.reviewer_id == judge.id] for each in api.labeling_job.clone(job.id, "clone")]
api.labeling_job.set_custom_data(job.id, {"a": 1})
api.labeling_job.set_custom_data(job.id, {"b": 2})
printed["custom data"] = api.labeling_job.get_custom_data(job.id)
printed["many"] = [each and each.name for each in api.labeling_job.get_info_by_ids([job.id, 9999, new.id])]
printed["meta"] = [each.name for each in api.labeling_job.get_project_meta(job.id).obj_classes]
printed["annotations"] = len(api.labeling_job.get_annotations(job.id, [283001, 283002]))
api.labeling_job.set_assignees(new.id, annotator_id=judge.id)
printed["reassigned"] = api.labeling_job.get_info_by_id(new.id).assigned_to_login
printed["filtered"] = [
    each.name for each in api.labeling_job.get_list(TEAM_ID, reviewer_id=judge.id, exclude_statuses=["completed"])
]
api.labeling_job.remove(new.id)
printed["removed"] = api.labeling_job.get_info_by_id(new.id)

# A queue
queue = api.labeling_queue.create(
    "queue", [labeler.id], [judge.id], dataset_id=DATASET_ID, classes_to_label=["kiwi"], exclude_images_with_tags=["situated"]
)


def counts():
    info = api.labeling_queue.get_info_by_id(queue)
    return [info.status, info.pending_count, info.in_progress_count, info.annotated_count, info.accepted_count]


printed["queue"] = [counts()]
(queue_job,) = api.labeling_queue.get_info_by_id(queue).jobs
as_labeler.labeling_job.set_status(queue_job, "in_progress")
printed["queue"].append(counts())


def waiting():
    entities = as_labeler.labeling_job.get_info_by_id(queue_job).entities
    return [each["id"] for each in entities if each["reviewStatus"] == "none"]


while len(waiting()) > 0:
    as_labeler.labeling_job.set_entity_review_status(queue_job, waiting()[0], "done")
printed["queue"].append(counts())
printed["queue entities"] = api.labeling_queue.get_entities_count_by_status(queue, "done")
for entity in as_judge.labeling_job.get_info_by_id(queue_job).entities:
    as_judge.labeling_job.set_entity_review_status(queue_job, entity["id"], "accepted")
printed["queue"].append(counts())
printed["queues"] = [each.name for each in api.labeling_queue.get_list(TEAM_ID, names=["queue"])]
printed["queue meta"] = [each.name for each in api.labeling_queue.get_project_meta(queue).obj_classes]

for _ in range(100):
    if len(told) >= 2:
        break
    time.sleep(0.05)
printed["told"] = told

# Rejected requests
nobody = sly.Api(api.server_address, "0" * 128)
printed["wrong token"] = refused(nobody.user.get_my_info)
printed["unknown job"] = api.labeling_job.get_info_by_id(9999)
printed["unknown job stopped"] = refused(api.labeling_job.stop, 9999)
printed["unknown class"] = refused(api.labeling_job.create, "j", DATASET_ID, [labeler.id], classes_to_label=["lime"])
printed["bad body"] = refused(api.post, "jobs.add", {"name": 5, "datasetId": "x"})
printed["unknown method"] = refused(api.post, "jobs.nope", {})
printed["wrong move"] = refused(api.labeling_job.set_status, job.id, "in_progress")
stranger = api.user.create("stranger", "secret", is_restricted=False)
foreign = api.user.get_teams(stranger.id)[0].id
printed["foreign team"] = refused(api.labeling_job.get_list, foreign)
printed["no right"] = refused(as_labeler.labeling_job.stop, queue_job)
api.user.disable(labeler.id)
printed["disabled user"] = refused(as_labeler.user.get_my_info)

print(json.dumps(printed))
