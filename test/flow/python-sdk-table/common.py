"""What every group inherits: its records, and lists page by page."""

from world import DATASET, IMAGE, PROJECT, TEAM, WORKSPACE

# How each group is reached, the method that lists its records, and that method's arguments.
LISTS = {
    "labeling_job": (lambda api: api.labeling_job, "jobs.list", {"teamId": TEAM}),
    "labeling_queue": (lambda api: api.labeling_queue, "labeling-queues.list", {"teamId": TEAM}),
    "user": (lambda api: api.user, "users.list", {}),
    "role": (lambda api: api.role, "roles.list", {}),
    "team": (lambda api: api.team, "teams.list", {}),
    "workspace": (lambda api: api.workspace, "workspaces.list", {"teamId": TEAM}),
    "project": (lambda api: api.project, "projects.list", {"workspaceId": WORKSPACE}),
    "dataset": (lambda api: api.dataset, "datasets.list", {"projectId": PROJECT}),
    "image": (lambda api: api.image, "images.list", {"datasetId": DATASET}),
    "image.figure": (lambda api: api.image.figure, "figures.list", {"datasetId": DATASET}),
    "image.tag": (lambda api: api.image.tag, "tags.list", {"projectId": PROJECT}),
    "annotation": (lambda api: api.annotation, "annotations.list", {"datasetId": DATASET}),
    "object_class": (lambda api: api.object_class, "advanced.object_classes.list", {"projectId": PROJECT}),
    "entities_collection": (lambda api: api.entities_collection, "entities-collections.list", {"projectId": PROJECT}),
    "issues": (lambda api: api.issues, "issues.list", {"teamId": TEAM, "withSubIssues": True}),
    "guides": (lambda api: api.guides, "guides.list", {"teamId": TEAM}),
}


def first(world, name):
    """One record of the group; made where there is none yet."""
    makers = {
        "labeling_job": world.job,
        "labeling_queue": world.queue,
        "image.figure": lambda: world.api.annotation.append_labels(IMAGE, [world.label()]),
        "entities_collection": world.collection,
        "issues": world.issue,
        "guides": world.guide,
    }
    makers.get(name, lambda: None)()
    find, method, body = LISTS[name]
    return find(world.api).get_list_all_pages(method, dict(body))[0]


def lines(name):
    find, method, body = LISTS[name]
    return {
        f"{name}.info_sequence": lambda w: len(find(w.api).info_sequence()) > 0,
        f"{name}.info_tuple_name": lambda w: find(w.api).info_tuple_name() != "",
        f"{name}.convert_info_to_json": lambda w: "id" in find(w.api).convert_info_to_json(first(w, name))
        or name == "annotation",
        f"{name}.get_list_all_pages": lambda w: first(w, name) is not None,
        f"{name}.get_list_all_pages_generator": lambda w: first(w, name) is not None
        and len(list(find(w.api).get_list_all_pages_generator(method, {**body, "pagination_mode": "token"}))) > 0,
        f"{name}.get_list_idx_page_async": lambda w: first(w, name) is not None
        and w.await_(find(w.api).get_list_idx_page_async(method, dict(body)))[0] == 1,
        f"{name}.get_list_page_generator_async": lambda w: first(w, name) is not None
        and len(w.collect(find(w.api).get_list_page_generator_async(method, dict(body)))) > 0,
    }


CALLS = {method: line for name in LISTS for method, line in lines(name).items()}

ABSTRACT = "the SDK raises NotImplementedError with every server"
HOOKS = {"teamId": TEAM}

REFUSED = {
    "webhook.info_sequence": (lambda w: w.api.webhook.info_sequence(), ABSTRACT),
    "webhook.info_tuple_name": (lambda w: w.api.webhook.info_tuple_name(), ABSTRACT),
    "webhook.convert_info_to_json": (lambda w: convert(w.api.webhook, w.api.webhook.get_info_by_id(w.webhook())), ABSTRACT),
    "webhook.get_list_all_pages": (lambda w: w.webhook() and w.api.webhook.get_list_all_pages("webhooks.list", HOOKS), ABSTRACT),
    "webhook.get_list_all_pages_generator": (
        lambda w: w.webhook() and list(w.api.webhook.get_list_all_pages_generator("webhooks.list", HOOKS)),
        ABSTRACT,
    ),
    "webhook.get_list_idx_page_async": (
        lambda w: w.webhook() and w.await_(w.api.webhook.get_list_idx_page_async("webhooks.list", HOOKS)),
        ABSTRACT,
    ),
    "webhook.get_list_page_generator_async": (
        lambda w: w.webhook() and w.collect(w.api.webhook.get_list_page_generator_async("webhooks.list", HOOKS)),
        ABSTRACT,
    ),
    "advanced.info_sequence": (lambda w: w.api.advanced.info_sequence(), ABSTRACT),
    "advanced.info_tuple_name": (lambda w: w.api.advanced.info_tuple_name(), ABSTRACT),
    "advanced.convert_info_to_json": (lambda w: convert(w.api.advanced, None), ABSTRACT),
    "advanced.get_info_by_id": (lambda w: w.api.advanced.get_info_by_id(1), ABSTRACT),
    "advanced.get_list_all_pages": (lambda w: w.api.advanced.get_list_all_pages("tags.list", {"projectId": PROJECT}), ABSTRACT),
    "advanced.get_list_all_pages_generator": (
        lambda w: list(w.api.advanced.get_list_all_pages_generator("tags.list", {"projectId": PROJECT})),
        ABSTRACT,
    ),
    "advanced.get_list_idx_page_async": (
        lambda w: w.await_(w.api.advanced.get_list_idx_page_async("tags.list", {"projectId": PROJECT})),
        ABSTRACT,
    ),
    "advanced.get_list_page_generator_async": (
        lambda w: w.collect(w.api.advanced.get_list_page_generator_async("tags.list", {"projectId": PROJECT})),
        ABSTRACT,
    ),
}


def convert(group, info):
    return group.convert_info_to_json(info)
