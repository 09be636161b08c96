/** The client's methods for team files, collections, issues and guides, with their arguments. */
import {
  bulk,
  changes,
  details,
  filter,
  flag,
  fresh,
  here,
  just,
  list,
  type Method,
  member,
  name,
  noIds,
  noLists,
  noTexts,
  optional,
  reads,
  some,
  sort,
  text,
  textToFind,
  word,
  writes,
} from "./client-arguments.js";

const folder = just("/docs/", ...noTexts, "", "/../x", "/a\0b");
/** The path of an existing file, to be removed. */
const gone = sort(
  async ({ world }) => {
    const file = await world.server.must("file-storage.info", { id: await world.fresh("file") });
    return (file as { path: string }).path;
  },
  [...noTexts, "", "/../x", "/"],
);
const target = just("/up/a.txt", ...noTexts, "", "/up/", "/../x", `/${"x".repeat(300)}`);
const source = sort(() => new Uint8Array([1, 2]), [7, true, {}, [], undefined, null, "", "/no/such/file"]);
const newFiles = just(
  [{ source: new Uint8Array([1]), path: "/up/b.txt" }],
  ...[...noLists, [], [7], [null], [{}], [{ source: 7, path: "/x" }], [{ source: new Uint8Array(), path: "/up/" }]],
);
const binding = just(
  [{ field: "imageId", value: 283_001 }],
  ...[...noLists, [], [7], [null], [{}], [{ field: "x", value: 1 }], [{ field: "imageId", value: 0 }]],
);
const issueOf = sort(
  ({ world }) => world.fresh("subIssue").then(() => ({ bindings: [], imageId: null })),
  [7, "x", {}, null],
);
const words = just("words", ...noTexts, "", "a\0b");
const meta = optional(just({ any: "thing" }, 7, "x", [], null));

/** Of each group, by its name in `Api`. */
export const talkMethods: Readonly<Record<string, Readonly<Record<string, Method>>>> = {
  file: {
    list: reads([here("team"), folder, details({ recursive: flag })]),
    getInfoById: reads([fresh("file")]),
    getInfoByPath: reads([here("team"), folder]),
    exists: reads([here("team"), folder]),
    dirExists: reads([here("team"), folder]),
    getDirectorySize: reads([here("team"), folder]),
    upload: writes([here("team"), source, target]),
    uploadBulk: writes([here("team"), newFiles], bulk),
    download: reads([here("team"), filled()]),
    downloadPath: reads([here("team"), filled(), just("/dev/null", ...noTexts, "")]),
    remove: writes([here("team"), gone]),
    removeBatch: writes([here("team"), some(gone)], bulk),
  },
  entitiesCollection: {
    getList: reads([here("project"), details({ type: word("aiSearch"), filter })]),
    getInfoById: reads([fresh("collection")]),
    getInfoByName: reads([here("project"), textToFind]),
    create: writes([here("project"), name, details({ description: text, type: word("default"), aiSearchKey: words })]),
    update: writes([fresh("collection"), changes({ name, description: text })]),
    remove: writes([fresh("collection")]),
    // Images of other projects are returned as missing, not rejected.
    addItems: writes([fresh("collection"), some(just(283_001, ...noIds))]),
    removeItems: writes([filledCollection(), some(just(283_001, ...noIds))]),
    getItems: reads([fresh("collection")]),
  },
  issues: {
    getList: reads([here("team"), details({ filter, withSubIssues: flag })]),
    getInfoById: reads([fresh("issue")]),
    getListByDataset: reads([here("dataset")]),
    getListByProject: reads([here("project")]),
    add: writes([here("team"), name, details({ comment: text, assignees: list(member("reviewer")), isLocal: flag })]),
    update: writes([fresh("issue"), changes({ name, status: word("closed"), isPinned: flag })]),
    remove: writes([fresh("issue")]),
    addComment: writes([fresh("issue"), words]),
    updateComment: writes([fresh("comment"), words], { as: "admin" }),
    addSubissue: writes([fresh("issue"), binding, meta]),
    updateSubissue: writes([fresh("subIssue"), changes({ status: word("closed"), meta: just({}, 7, "x", []) })]),
    resolveBindingImageId: reads([issueOf], { options: just(undefined) }),
  },
  guides: {
    getList: reads([here("team"), optional(filter)]),
    getInfoById: reads([fresh("guide")]),
  },
};

/** A folder that has a file. */
function filled() {
  return sort(({ world }) => world.fresh("file").then(() => "/docs/"), [...noTexts, "", "/none", "/none/", "/../x"]);
}

function filledCollection() {
  const { bad } = fresh("collection");
  return sort(async ({ world }) => {
    const id = await world.fresh("collection");
    await world.server.must("entities-collections.items.bulk.add", { collectionId: id, entityIds: [283_001] });
    return id;
  }, bad);
}
