"""Collections, issues and guides, by the official SDK."""

from supervisely.api.entities_collection_api import CollectionItem, CollectionTypeFilter
from world import IMAGE, OTHER_IMAGE, PROJECT, TEAM


def filled(w):
    collection_id = w.collection()
    w.api.entities_collection.add_items(collection_id, [IMAGE, OTHER_IMAGE])
    return collection_id


def comment(w):
    return w.api.issues.add_comment(w.issue(), "c")


CALLS = {
    "entities_collection.add_items": lambda w: w.api.entities_collection.add_items(
        w.collection(type="aiSearch", ai_search_key="lemon"), [CollectionItem(IMAGE, CollectionItem.Meta(0.5))]
    )[0]["entityId"]
    == IMAGE,
    "entities_collection.create": lambda w: w.api.entities_collection.create(PROJECT, "created").type == "default",
    "entities_collection.exists": lambda w: w.collection() and w.api.entities_collection.exists(PROJECT, "none") is False,
    "entities_collection.get_free_name": lambda w: w.api.entities_collection.get_free_name(PROJECT, "free") == "free",
    "entities_collection.get_info_by_ai_search_key": lambda w: w.collection(type="aiSearch", ai_search_key="kiwi")
    == w.api.entities_collection.get_info_by_ai_search_key(PROJECT, "kiwi").id,
    "entities_collection.get_info_by_id": lambda w: w.api.entities_collection.get_info_by_id(w.collection(), True)
    is not None,
    "entities_collection.get_info_by_name": lambda w: w.api.entities_collection.get_info_by_name(PROJECT, "none") is None,
    "entities_collection.get_items": lambda w: len(
        w.api.entities_collection.get_items(filled(w), CollectionTypeFilter.DEFAULT)
    )
    == 2,
    "entities_collection.get_list": lambda w: w.collection()
    in [each.id for each in w.api.entities_collection.get_list(PROJECT)],
    "entities_collection.remove": lambda w: w.api.entities_collection.remove(w.collection()),
    "entities_collection.remove_batch": lambda w: w.api.entities_collection.remove_batch([w.collection()]),
    "entities_collection.remove_items": lambda w: len(w.api.entities_collection.remove_items(filled(w), [IMAGE])) == 1,
    "entities_collection.update": lambda w: w.api.entities_collection.update(w.collection(), description="d").description
    == "d",
    "issues.add": lambda w: w.api.issues.add(TEAM, "wrong class", "look", []).name == "wrong class",
    "issues.add_comment": lambda w: comment(w).comment == "c",
    "issues.add_subissue": lambda w: w.subissue()[1] > 0,
    "issues.get_info_by_id": lambda w: w.api.issues.get_info_by_id(w.issue()).status == "open",
    "issues.get_list": lambda w: w.issue() in [issue.id for issue in w.api.issues.get_list(TEAM, with_sub_issues=True)],
    "issues.get_list_by_dataset": lambda w: len(w.api.issues.get_list_by_dataset(w.subissue()[0])) == 2,
    "issues.remove": lambda w: w.api.issues.remove(w.issue()),
    "issues.resolve_binding_image_id": lambda w: w.api.issues.resolve_binding_image_id(
        w.api.issues.get_list_by_dataset(w.subissue()[0])[1]
    )
    is not None,
    "issues.update": lambda w: w.api.issues.update(w.issue(), status="closed").status == "closed",
    "issues.update_comment": lambda w: w.api.issues.update_comment(comment(w).id, "d").comment == "d",
    "issues.update_subissue": lambda w: w.api.issues.update_subissue(w.subissue()[1], status="closed"),
    "guides.get_info_by_id": lambda w: w.api.guides.get_info_by_id(w.guide()).team_id == TEAM,
    "guides.get_list": lambda w: w.guide() in [guide.id for guide in w.api.guides.get_list(TEAM)],
}
