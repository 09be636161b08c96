"""Team files, by the official SDK."""

import os

from world import TEAM

AGENT = "agents are not supported"
ABSTRACT = "the SDK raises NotImplementedError with every server"
PAGES = "team files are not listed in pages: file.list returns all of them"


def input_of(w, call):
    """Runs `call` with the variables that apps get their input by."""
    given = {"TEAM_ID": str(TEAM), "CONTEXT_TEAMID": str(TEAM), "FILE": w.file(), "CONTEXT_SLYFILE": w.file()}
    before = dict(os.environ)
    os.environ.update(given)
    try:
        folder = w.path()
        call(folder)
        return len(os.listdir(folder)) > 0
    finally:
        os.environ.clear()
        os.environ.update(before)


def down(w, call, remote=None):
    path = w.path()
    call(w.file() if remote is None else remote, path)
    return len(os.listdir(path)) == 2 if os.path.isdir(path) else w.read(path) == b"{}"


def dotenv(w):
    w.api.file.load_dotenv_from_teamfiles(w.file("/files/some.env", "SLYLAB_TABLE=1"), TEAM)
    return os.environ.get("SLYLAB_TABLE") == "1"


CALLS = {
    "file.dir_exists": lambda w: w.api.file.dir_exists(TEAM, w.files()) is True
    and w.api.file.dir_exists(TEAM, "/none/") is False,
    "file.download": lambda w: down(w, lambda remote, local: w.api.file.download(TEAM, remote, local)),
    "file.download_async": lambda w: down(
        w, lambda remote, local: w.await_(w.api.file.download_async(TEAM, remote, local))
    ),
    "file.download_bulk_async": lambda w: down(
        w, lambda remote, local: w.await_(w.api.file.download_bulk_async(TEAM, [remote], [local]))
    ),
    "file.download_directory": lambda w: down(
        w, lambda remote, local: w.api.file.download_directory(TEAM, remote, local), w.files()
    ),
    "file.download_directory_async": lambda w: down(
        w, lambda remote, local: w.await_(w.api.file.download_directory_async(TEAM, remote, local)), w.files()
    ),
    "file.download_input": lambda w: input_of(w, w.api.file.download_input),
    "file.download_input_async": lambda w: input_of(w, lambda path: w.await_(w.api.file.download_input_async(path))),
    "file.exists": lambda w: w.api.file.exists(TEAM, w.file()) is True and w.api.file.exists(TEAM, "/none") is False,
    "file.get_directory_size": lambda w: w.api.file.get_directory_size(TEAM, w.files()) == 13,
    "file.get_free_dir_name": lambda w: w.api.file.get_free_dir_name(TEAM, w.files()).endswith("_000"),
    "file.get_free_name": lambda w: w.api.file.get_free_name(TEAM, w.file()).endswith("_000.json"),
    "file.get_info_by_id": lambda w: w.api.file.get_info_by_id(
        w.api.file.get_info_by_path(TEAM, w.file()).id
    ).mime
    == "application/json",
    "file.get_info_by_path": lambda w: w.api.file.get_info_by_path(TEAM, w.file()).sizeb == 2,
    "file.get_json_file_content": lambda w: w.api.file.get_json_file_content(TEAM, w.file()) == {},
    "file.get_url": lambda w: w.api.file.get_url(1) == "/files/1",
    "file.info_sequence": lambda w: len(w.api.file.info_sequence()) > 0,
    "file.info_tuple_name": lambda w: w.api.file.info_tuple_name() == "FileInfo",
    "file.convert_info_to_json": lambda w: "id" in w.api.file.convert_info_to_json(
        w.api.file.get_info_by_path(TEAM, w.file())
    ),
    "file.is_on_agent": lambda w: w.api.file.is_on_agent("/a") is False,
    "file.list": lambda w: w.file() in [file["path"] for file in w.api.file.list(TEAM, "/files/")],
    "file.list2": lambda w: w.file() in [file.path for file in w.api.file.list2(TEAM, "/files/")],
    "file.listdir": lambda w: len(w.api.file.listdir(TEAM, w.files())) == 2,
    "file.load_dotenv_from_teamfiles": dotenv,
    "file.parse_agent_id_and_path": lambda w: w.api.file.parse_agent_id_and_path("agent://1/a/")[0] == 1,
    "file.remove": lambda w: w.api.file.remove(TEAM, w.file()),
    "file.remove_batch": lambda w: w.api.file.remove_batch(TEAM, [w.file(), w.file()]),
    "file.remove_dir": lambda w: w.api.file.remove_dir(TEAM, w.files()),
    "file.remove_file": lambda w: w.api.file.remove_file(TEAM, w.file()),
    "file.rename": lambda w: w.api.file.rename("a", "b"),
    "file.upload": lambda w: w.api.file.upload(TEAM, w.local(), "/up/a.json").hash is not None,
    "file.upload_async": lambda w: w.await_(
        w.api.file.upload_async(TEAM, w.local(), "/up/b.json", raise_check_error=True)
    ),
    "file.upload_bulk": lambda w: len(w.api.file.upload_bulk(TEAM, [w.local(), w.local()], ["/up/c", "/up/d"])) == 2,
    "file.upload_bulk_async": lambda w: w.await_(
        w.api.file.upload_bulk_async(TEAM, [w.local()], ["/up/e"], enable_fallback=False)
    ),
    "file.upload_bulk_fast": lambda w: w.api.file.upload_bulk_fast(TEAM, [w.local()], ["/up/f"], enable_fallback=False),
    "file.upload_directory": lambda w: w.api.file.upload_directory(TEAM, w.local_folder(), "/dir") == "/dir",
    "file.upload_directory_async": lambda w: w.await_(
        w.api.file.upload_directory_async(TEAM, w.local_folder(), "/dir2", enable_fallback=False)
    )
    == "/dir2",
    "file.upload_directory_fast": lambda w: w.api.file.upload_directory_fast(
        TEAM, w.local_folder(), "/dir3", enable_fallback=False
    )
    == "/dir3",
}

REFUSED = {
    "file.list_on_agent": (lambda w: w.api.file.list_on_agent(TEAM, "agent://1/a/"), AGENT),
    "file.download_from_agent": (lambda w: w.api.file.download_from_agent("agent://1/a", w.path()), AGENT),
    "file.remove_from_agent": (lambda w: w.api.file.remove_from_agent(TEAM, "agent://1/a"), ABSTRACT),
    "file.get_list_all_pages": (lambda w: w.api.file.get_list_all_pages("file-storage.list", {"teamId": TEAM, "path": "/"}), PAGES),
    "file.get_list_all_pages_generator": (
        lambda w: list(w.api.file.get_list_all_pages_generator("file-storage.list", {"teamId": TEAM, "path": "/"})),
        PAGES,
    ),
    "file.get_list_idx_page_async": (
        lambda w: w.await_(w.api.file.get_list_idx_page_async("file-storage.list", {"teamId": TEAM, "path": "/"})),
        PAGES,
    ),
    "file.get_list_page_generator_async": (
        lambda w: w.collect(w.api.file.get_list_page_generator_async("file-storage.list", {"teamId": TEAM, "path": "/"})),
        PAGES,
    ),
}
