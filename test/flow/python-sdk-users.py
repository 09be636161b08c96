"""The users tutorial by the official SDK. Prints one JSON object of all that it prints."""

import json
import os

import supervisely as sly
from supervisely.api.api import UserSession

api = sly.Api()
printed = {}

TEAM_ID = int(os.environ["CONTEXT_TEAMID"])
USER_ID = int(os.environ["CONTEXT_USERID"])
USER_LOGIN = os.environ["CONTEXT_USERLOGIN"]


def plain(infos):
    return [info._asdict() for info in infos]


printed["roles"] = plain(api.role.get_list())
printed["me"] = api.user.get_my_info()._asdict()
printed["by id"] = api.user.get_info_by_id(USER_ID)._asdict()
printed["team"] = api.team.get_info_by_id(TEAM_ID)._asdict()
printed["members"] = plain(api.user.get_team_members(TEAM_ID))
printed["by login"] = api.user.get_info_by_login(USER_LOGIN)._asdict()
printed["unknown login"] = api.user.get_info_by_login("nobody")
printed["my teams"] = plain(api.user.get_teams(USER_ID))

user = api.user.get_info_by_login("demo_user")
if user is None:
    user = api.user.create("demo_user", "123abc", is_restricted=False)
printed["created"] = user._asdict()
printed["own teams"] = plain(api.user.get_teams(user.id))
printed["updated"] = api.user.update(user.id, password="456def", name="Demo User")._asdict()

session = UserSession(api.server_address)
try:
    session.log_in("demo_user", "123abc")
    printed["old password"] = "accepted"
except RuntimeError as error:
    printed["old password"] = str(error)
printed["login team"] = session.log_in("demo_user", "456def").team_id

api.user.disable(user.id)
printed["disabled"] = api.user.get_info_by_id(user.id).disabled
try:
    sly.Api(api.server_address, session.api_token).user.get_my_info()
    printed["disabled token"] = "accepted"
except Exception as error:
    printed["disabled token"] = str(error)
api.user.enable(user.id)
printed["enabled"] = api.user.get_info_by_id(user.id).disabled

if api.user.get_team_role(user.id, TEAM_ID) is None:
    api.user.add_to_team(user.id, TEAM_ID, api.role.DefaultRole.ANNOTATOR)
printed["invited"] = plain(api.user.get_teams(user.id))
api.user.change_team_role(user.id, TEAM_ID, api.role.DefaultRole.VIEWER)
printed["changed"] = plain(api.user.get_teams(user.id))
api.user.remove_from_team(user.id, TEAM_ID)
printed["removed"] = plain(api.user.get_teams(user.id))
printed["users"] = plain(api.user.get_list())

print(json.dumps(printed))
