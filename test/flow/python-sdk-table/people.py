"""Users, roles, teams, workspaces and webhooks, by the official SDK."""

from world import LOGIN, ME, TEAM, WORKSPACE

ABSTRACT = "the SDK raises NotImplementedError with every server"
HOOK_NAME = "the inherited method calls get_list without the required team id"


def permanently(w, group, id):
    """Things are archived before they are removed for good."""
    getattr(w.api, group).archive(id)
    return getattr(w.api, group).remove_permanently(id)


CALLS = {
    "user.add_to_team": lambda w: w.api.user.add_to_team(w.user(), TEAM, 3),
    "user.add_to_team_by_login": lambda w: w.api.user.add_to_team_by_login(
        w.api.user.get_info_by_id(w.user()).login, TEAM, 3
    )["userId"]
    > 0,
    "user.change_team_role": lambda w: w.api.user.change_team_role(w.member(), TEAM, 4),
    "user.create": lambda w: w.api.user.create("created", "secret", is_restricted=True).login == "created",
    "user.disable": lambda w: w.api.user.disable(w.user()),
    "user.enable": lambda w: w.api.user.enable(w.user()),
    "user.get_info_by_id": lambda w: w.api.user.get_info_by_id(ME).login == LOGIN,
    "user.get_info_by_login": lambda w: w.api.user.get_info_by_login(LOGIN).id == ME,
    "user.get_list": lambda w: ME in [user.id for user in w.api.user.get_list()],
    "user.get_member_activity": lambda w: w.api.user.get_member_activity(TEAM, ME) is not None,
    "user.get_member_info_by_id": lambda w: w.api.user.get_member_info_by_id(TEAM, ME).login == LOGIN,
    "user.get_member_info_by_login": lambda w: w.api.user.get_member_info_by_login(TEAM, LOGIN).id == ME,
    "user.get_my_info": lambda w: w.api.user.get_my_info().id == ME,
    "user.get_team_members": lambda w: len(w.api.user.get_team_members(TEAM)) > 1,
    "user.get_team_role": lambda w: w.api.user.get_team_role(ME, TEAM).role == "admin",
    "user.get_teams": lambda w: TEAM in [team.id for team in w.api.user.get_teams(ME)],
    "user.remove_from_team": lambda w: w.api.user.remove_from_team(w.member(), TEAM),
    "user.update": lambda w: w.api.user.update(w.user(), name="Bob").name == "Bob",
    "role.get_list": lambda w: len(w.api.role.get_list()) == 6,
    "team.archive": lambda w: w.api.team.archive(w.team()),
    "team.create": lambda w: w.api.team.create("created").name == "created",
    "team.exists": lambda w: w.api.team.exists(w.api.team.get_info_by_id(TEAM).name) is True,
    "team.get_activity": lambda w: w.job() and len(w.api.team.get_activity(TEAM)) > 0,
    "team.get_free_name": lambda w: w.api.team.get_free_name("nobody has it") == "nobody has it",
    "team.get_info_by_id": lambda w: w.api.team.get_info_by_id(TEAM).id == TEAM,
    "team.get_info_by_name": lambda w: w.api.team.get_info_by_name(w.api.team.get_info_by_id(TEAM).name).id == TEAM,
    "team.get_list": lambda w: TEAM in [team.id for team in w.api.team.get_list()],
    "team.remove_permanently": lambda w: permanently(w, "team", w.team()),
    "team.update": lambda w: w.api.team.update(w.team(), description="d").description == "d",
    "workspace.archive": lambda w: w.api.workspace.archive(w.workspace()),
    "workspace.change_visibility": lambda w: w.api.workspace.change_visibility(w.workspace(), False),
    "workspace.create": lambda w: w.api.workspace.create(TEAM, "created").team_id == TEAM,
    "workspace.exists": lambda w: w.api.workspace.exists(TEAM, "no such workspace") is not True,
    "workspace.get_free_name": lambda w: w.api.workspace.get_free_name(TEAM, "free") == "free",
    "workspace.get_info_by_id": lambda w: w.api.workspace.get_info_by_id(WORKSPACE).team_id == TEAM,
    "workspace.get_info_by_name": lambda w: w.api.workspace.get_info_by_name(TEAM, "no such workspace") is None,
    "workspace.get_list": lambda w: WORKSPACE in [each.id for each in w.api.workspace.get_list(TEAM)],
    "workspace.remove_permanently": lambda w: permanently(w, "workspace", w.workspace()),
    "workspace.update": lambda w: w.api.workspace.update(w.workspace(), description="d").description == "d",
    "webhook.create": lambda w: w.api.webhook.create(TEAM, "https://example.com/hook", "labeling_job.completed").id > 0,
    "webhook.get_info_by_id": lambda w: w.api.webhook.get_info_by_id(w.webhook()).team_id == TEAM,
    "webhook.get_list": lambda w: w.webhook() in [hook.id for hook in w.api.webhook.get_list(TEAM)],
    "webhook.remove": lambda w: w.api.webhook.remove(w.webhook()),
    "webhook.test": lambda w: "success" in w.api.webhook.test(TEAM, w.webhook()),
    "webhook.update": lambda w: w.api.webhook.update(w.webhook(), retries_count=3).retries_count == 3,
}

REFUSED = {
    "user.get_ssh_keys": (lambda w: w.api.user.get_ssh_keys(), "SSH keys belong to agents, which are not supported"),
    "user.get_token": (lambda w: w.api.user.get_token(LOGIN), ABSTRACT),
    "role.get_info_by_id": (lambda w: w.api.role.get_info_by_id(1), ABSTRACT),
    "webhook.exists": (lambda w: w.api.webhook.exists("x"), HOOK_NAME),
    "webhook.get_free_name": (lambda w: w.api.webhook.get_free_name("x"), HOOK_NAME),
    "webhook.get_info_by_name": (lambda w: w.api.webhook.get_info_by_name("x"), HOOK_NAME),
}
