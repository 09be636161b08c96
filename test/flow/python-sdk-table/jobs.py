"""Labeling jobs and queues, by the official SDK."""

from world import DATASET, IMAGE, ME, OTHER_IMAGE, PROJECT, TEAM

NAME = "the inherited method passes the name as created_by_id, and the request is rejected"
QUEUE_NAME = "the inherited method passes the name as dataset_id, and the request is rejected"
ABSTRACT = "the SDK raises NotImplementedError with every server"
QUEUE_REMOVE = "the SDK cannot send the request: the name of its API method is missing"

CALLS = {
    "labeling_job.archive": lambda w: w.api.labeling_job.archive(w.job()),
    "labeling_job.clone": lambda w: w.api.labeling_job.clone(w.job(), w.name())[0].status == "pending",
    "labeling_job.create": lambda w: w.api.labeling_job.create("j", DATASET, [w.labeler.id])[0].images_count == 6,
    "labeling_job.get_activity": lambda w: len(w.api.labeling_job.get_activity(TEAM, w.job())) > 0,
    "labeling_job.get_annotations": lambda w: len(w.api.labeling_job.get_annotations(w.job(), [IMAGE])) == 1,
    "labeling_job.get_custom_data": lambda w: w.api.labeling_job.get_custom_data(w.job()) == {},
    "labeling_job.get_info_by_id": lambda w: w.api.labeling_job.get_info_by_id(w.job()).assigned_to_login == "labeler",
    "labeling_job.get_info_by_ids": lambda w: w.api.labeling_job.get_info_by_ids([w.job(), 99999])[1] is None,
    "labeling_job.get_list": lambda w: w.job() in [job.id for job in w.api.labeling_job.get_list(TEAM)],
    "labeling_job.get_project_meta": lambda w: len(w.api.labeling_job.get_project_meta(w.job()).obj_classes) == 1,
    "labeling_job.get_stats": lambda w: w.api.labeling_job.get_stats(w.job())["job"]["imagesCount"] == 2,
    "labeling_job.get_status": lambda w: w.api.labeling_job.get_status(w.job()).value == "pending",
    "labeling_job.raise_for_status": lambda w: w.api.labeling_job.raise_for_status("pending"),
    "labeling_job.reject_annotations": lambda w: w.api.labeling_job.reject_annotations(w.job("on_review"), "all"),
    "labeling_job.remove": lambda w: w.api.labeling_job.remove(w.job()),
    "labeling_job.remove_batch": lambda w: w.api.labeling_job.remove_batch([w.job(), w.job()]),
    "labeling_job.restart": lambda w: restart(w)[0]["id"] > 0,
    "labeling_job.set_assignees": lambda w: w.api.labeling_job.set_assignees(w.job(), reviewer_id=ME).reviewer_id == ME,
    "labeling_job.set_custom_data": lambda w: w.api.labeling_job.set_custom_data(w.job(), {"a": 1}),
    "labeling_job.set_entity_review_status": lambda w: mark(w),
    "labeling_job.set_status": lambda w: w.api.labeling_job.set_status(w.job(), "in_progress"),
    "labeling_job.stop": lambda w: w.api.labeling_job.stop(w.job()),
    "labeling_job.wait": lambda w: w.api.labeling_job.wait(
        w.job("on_review"), w.api.labeling_job.Status.ON_REVIEW, 3, 0
    ),
    "labeling_queue.create": lambda w: w.queue() > 0,
    "labeling_queue.get_entities_all_pages": lambda w: w.api.labeling_queue.get_entities_all_pages(w.queue())["total"]
    == 6,
    "labeling_queue.get_entities_count_by_status": lambda w: w.api.labeling_queue.get_entities_count_by_status(
        w.queue(), "null"
    )
    == 6,
    "labeling_queue.get_info_by_id": lambda w: w.api.labeling_queue.get_info_by_id(w.queue()).project_id == PROJECT,
    "labeling_queue.get_list": lambda w: w.queue() in [queue.id for queue in w.api.labeling_queue.get_list(TEAM)],
    "labeling_queue.get_project_meta": lambda w: len(w.api.labeling_queue.get_project_meta(w.queue()).obj_classes) == 1,
    "labeling_queue.get_status": lambda w: w.api.labeling_queue.get_status(w.queue()).value == "pending",
    "labeling_queue.set_status": lambda w: w.api.labeling_queue.set_status(w.queue(), "stopped"),
}

REFUSED = {
    "labeling_job.exists": (lambda w: w.api.labeling_job.exists(TEAM, "x"), NAME),
    "labeling_job.get_free_name": (lambda w: w.api.labeling_job.get_free_name(TEAM, "x"), NAME),
    "labeling_job.get_info_by_name": (lambda w: w.api.labeling_job.get_info_by_name(TEAM, "x"), NAME),
    "labeling_queue.exists": (lambda w: w.api.labeling_queue.exists(TEAM, "x"), QUEUE_NAME),
    "labeling_queue.get_free_name": (lambda w: w.api.labeling_queue.get_free_name(TEAM, "x"), QUEUE_NAME),
    "labeling_queue.get_info_by_name": (lambda w: w.api.labeling_queue.get_info_by_name(TEAM, "x"), QUEUE_NAME),
    "labeling_queue.raise_for_status": (lambda w: w.api.labeling_queue.raise_for_status("pending"), ABSTRACT),
    "labeling_queue.remove": (lambda w: w.api.labeling_queue.remove(w.queue()), QUEUE_REMOVE),
    "labeling_queue.remove_batch": (lambda w: w.api.labeling_queue.remove_batch([w.queue()]), QUEUE_REMOVE),
}


def restart(w):
    job_id = w.job("on_review")
    w.api.labeling_job.reject_annotations(job_id, "all")
    return w.api.labeling_job.restart(job_id)


def mark(w):
    w.api.labeling_job.set_entity_review_status(w.job("in_progress"), OTHER_IMAGE, "done")
