/** Every method of the client, with its arguments. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import {
  bulk,
  changes,
  circle,
  details,
  fields,
  filter,
  flag,
  fresh,
  here,
  idToFind,
  json,
  just,
  list,
  type Method,
  member,
  name,
  noIds,
  noTexts,
  nullable,
  optional,
  optionals,
  reads,
  type Scene,
  some,
  sort,
  text,
  textToFind,
  time,
  word,
  writes,
} from "./client-arguments.js";
import { talkMethods } from "./client-talk.js";
import { workMethods } from "./client-work.js";
import type { Kind } from "./world.js";

const asAdmin = { as: "admin" } as const;
const filters = optional(filter);
const described = details({ description: text });
const nothing = [undefined, null, 7, "", {}, []];

const taken = (...values: readonly unknown[]) => ({ also: { "a name that is taken": () => values } });
/** A method that sets a unique name. */
const renames = (kind: Kind, other: string, change = changes({ name, description: text })) =>
  writes([fresh(kind), change], {
    also: { "a name that is taken": async ({ world }) => [await world.fresh(kind), { name: other }] },
  });

const role = just(4, ...noIds, 99);
const login = sort(async ({ world }) => loginOf(await world.fresh("user"), world), [...nothing, "nobody's"]);
const account = fields({
  login: name,
  password: just("secret 1", ...noTexts, ""),
  ...optionals({ isRestricted: flag, name: text, email: just("a@b.c", ...noTexts, "a\0b", "x".repeat(300)) }),
});

const activity = details({
  userId: idToFind,
  projectId: idToFind,
  jobId: idToFind,
  labelerId: idToFind,
  reviewStatus: word("done"),
  actions: list(textToFind),
  from: time,
  to: time,
});

/** A list of classes or tags by name; its invalid values include an item with the properties of `wrong`. */
const named = (good: string, wrong: object) =>
  just(
    [{ name: good }],
    ...[7, "x", {}, null, [7], [null], [{}], [{ name: 7 }], [{ name: "" }], [{ name: "a", ...wrong }]],
  );
const meta = changes({
  classes: named("plum", { shape: "x" }),
  tags: named("ripe", { valueType: "x" }),
  remove: just({ tags: ["origin"] }, 7, "x", [], null, { tags: "x" }, { tags: ["colour"] }, { classes: [7] }),
});

const images = details({
  filter,
  filters: just(
    [{ type: "images_tag", data: { tagId: 4174, include: true } }],
    ...[7, "x", {}, null, [7], [{}], [{ type: "x", data: {} }], [{ type: "images_tag" }]],
  ),
  ids: list(idToFind),
  names: list(textToFind),
  onlyLabelled: flag,
  recursive: flag,
});
const newImage = fields({
  name,
  bytes: sort(({ bytes }) => bytes, [...nothing, "x", new Uint8Array(), new Uint8Array(9)]),
  meta: optional(json),
});
const wrongImages = (...all: readonly object[]) => [10_555, all];

/** An image that has the tag of the tutorial. */
const tagged = sort(() => 283_002, here("image").bad);
const noteTag = sort(({ note }) => note.tagId, here("tag").bad);
const noteImage = sort(({ note }) => note.imageId, here("image").bad);
const note = sort(({ note }) => note.id, here("imageTag").bad);
const noteText = just("words", undefined, null, true, {}, [], Number.NaN, 5n);

const annotationOf = (description: string) =>
  just(
    { size: { width: 400, height: 300 }, tags: [], objects: [], description },
    ...[undefined, null, 7, "x", [], { objects: "x" }, { objects: [{}] }, { objects: [{ classTitle: "mango" }] }],
    ...[{ tags: "x" }, { tags: [{ name: "colour" }] }, { tags: [7] }],
  );
const annotation = annotationOf("");

const removedFigure = sort(async ({ world }) => {
  const id = await world.fresh("figure");
  await world.server.must("figures.bulk.remove", { figureIds: [id] });
  return id;
}, fresh("figure").bad);
// The tag is that of the figure created just before.
let figureWithTag = 0;
const taggedFigure = sort(async ({ world }) => {
  figureWithTag = await world.fresh("figure");
  return figureWithTag;
}, fresh("figure").bad);
const tagOfFigure = sort(async ({ world }) => {
  const [tag] = z
    .array(z.object({ id: z.number() }))
    .parse(await world.server.must("figures.tags.list", { id: figureWithTag }));
  return tag?.id;
}, fresh("figureTag").bad);

/** Of each group, by its name in `Api`; `api` is the client itself. */
const box = { bitmap: { data: "eJw=", origin: [1, 1] } };
const figure = fields({ classTitle: just("lemon", ...noTexts), geometry: just(box, 7, "x") });
const picturePath = fileURLToPath(new URL("../../src/server/seed/fruits_01.png", import.meta.url));
const downloadPath = join(tmpdir(), "slylab-download-path.png");
const pictureHash = createHash("sha256").update(readFileSync(picturePath)).digest("base64");

export const methods: Readonly<Record<string, Readonly<Record<string, Method>>>> = {
  ...workMethods,
  ...talkMethods,
  api: {
    call: reads(
      [
        just("users.me", ...nothing, "no.such", "../users.me", "users.me?x", "a b"),
        just({}, undefined, null, 7, "x", [], 5n, circle()),
        just(z.unknown(), undefined, null, 7, {}),
      ],
      { also: { "no options": () => ["users.me", {}, z.unknown(), null] } },
    ),
    login: writes([just("chief", ...nothing, "nobody"), just("chief secret", ...nothing, "x")]),
  },
  user: {
    getMyInfo: reads([]),
    getInfoById: reads([member("assignee")], asAdmin),
    getInfoByLogin: reads([textToFind], asAdmin),
    getList: reads([filters], asAdmin),
    getTeamMembers: reads([here("team")]),
    getMemberInfoByLogin: reads([here("team"), textToFind]),
    getMemberInfoById: reads([here("team"), idToFind]),
    getTeams: reads([member("assignee")], asAdmin),
    getTeamRole: reads([member("assignee"), idToFind], asAdmin),
    create: writes([account], { ...asAdmin, ...taken({ login: "assignee", password: "secret" }) }),
    update: writes([fresh("user"), changes({ password: just("secret 2", ...noTexts, ""), name: text })], asAdmin),
    disable: writes([fresh("user")], asAdmin),
    enable: writes([fresh("user")], asAdmin),
    addToTeam: writes([fresh("user"), here("team"), role], asAdmin),
    addToTeamByLogin: writes([login, here("team"), role]),
    changeTeamRole: writes([member("spare"), here("team"), role]),
    removeFromTeam: writes([member("viewer"), here("team")]),
  },
  role: { getList: reads([]) },
  team: {
    getList: reads([filters]),
    getInfoById: reads([here("team")]),
    getInfoByName: reads([textToFind]),
    getActivity: reads([here("team"), activity]),
    create: writes([name, described], { ...asAdmin, ...taken("tutorial") }),
    update: { ...renames("team", "tutorial"), ...asAdmin },
    archive: writes([fresh("team")], asAdmin),
  },
  workspace: {
    getList: reads([here("team"), filters]),
    getInfoById: reads([here("workspace")]),
    getInfoByName: reads([here("team"), textToFind]),
    create: writes([here("team"), name, described], taken(8, "First Workspace")),
    update: renames("workspace", "First Workspace"),
    archive: writes([fresh("workspace")]),
  },
  // Before the methods that change the meta of the tutorial.
  figure: {
    getList: reads([here("dataset"), details({ imageIds: list(idToFind), classIds: list(idToFind) })]),
    getInfoById: reads([fresh("figure")]),
    create: writes([here("image"), figure]),
    createBulk: writes([here("image"), some(figure)]),
    update: writes([fresh("figure"), fields({ description: optional(text) })]),
    remove: writes([fresh("figure")]),
    removeBatch: writes([some(fresh("figure"))], bulk),
    restore: writes([removedFigure]),
    restoreBatch: writes([some(removedFigure)], bulk),
    updatePriority: writes([fresh("figure"), just(3, undefined, null, "x", {}, Number.NaN, 5n)]),
    downloadGeometry: reads([fresh("figure")]),
    uploadGeometry: writes([fresh("figure"), just({ bitmap: { data: "eJw=", origin: [2, 2] } }, 7, "x")]),
    downloadGeometries: reads([list(fresh("figure"))], bulk),
    uploadGeometries: writes([
      some(fields({ id: fresh("figure"), geometry: just({ bitmap: { data: "eJw=", origin: [2, 2] } }, 7, "x") })),
    ]),
  },
  advanced: {
    getObjectTags: reads([fresh("figure")]),
    addTagToObject: writes([just(4172, ...noIds), fresh("figure"), just("here", 7, {})]),
    removeTagFromObject: writes([just(4173, ...noIds), taggedFigure, tagOfFigure]),
    updateObjectTagCustomData: writes([fresh("figureTag"), json, details({ replace: flag })]),
    updateImageTagCustomData: writes([fresh("imageTag"), json, details({ replace: flag })]),
  },
  project: {
    getList: reads([here("workspace"), filters]),
    getListOfTeam: reads([here("team"), filters]),
    getInfoById: reads([here("project")]),
    getInfoByName: reads([here("workspace"), textToFind]),
    getMeta: reads([here("project")]),
    updateMeta: writes([here("project"), meta]),
    create: writes(
      [here("workspace"), name, details({ description: text, readme: text })],
      taken(7, "tutorial_project"),
    ),
    update: renames("project", "tutorial_project"),
    archive: writes([fresh("project")]),
    getOrCreate: writes([here("workspace"), name]),
    getCustomData: reads([here("project")]),
    updateCustomData: writes([here("project"), json]),
    getSettings: reads([here("project")]),
    updateSettings: writes([here("project"), json]),
    getValidationSchema: reads([here("project")]),
    setValidationSchema: writes([here("project"), just({ camera: 1 }, 7, "x", [])]),
    removeValidationSchema: writes([here("project")]),
    getStats: reads([here("project")]),
    clone: writes([here("project"), here("workspace"), name], taken(5555, 7, "tutorial_project")),
    move: writes([fresh("project"), fresh("workspace")]),
    removeClass: writes([just(5555, ...noIds), fresh("class")]),
    removeTag: writes([just(5555, ...noIds), fresh("tag")]),
    removePermanently: writes([some(fresh("project"))]),
  },
  dataset: {
    getList: reads([here("project"), details({ filter, recursive: flag, parentId: idToFind })]),
    getInfoById: reads([here("dataset")]),
    getInfoByName: reads([here("project"), textToFind, details({ parentId: idToFind })]),
    create: writes(
      [here("project"), name, details({ description: text, parentId: here("dataset") })],
      taken(5555, "dataset_01"),
    ),
    update: renames("dataset", "dataset_01"),
    archive: writes([fresh("dataset")]),
    getOrCreate: writes([here("project"), name, details({ parentId: here("dataset") })]),
    getStats: reads([here("dataset")]),
    getTree: reads([here("project")]),
    getNested: reads([here("project"), here("dataset")]),
    copy: writes([here("dataset"), here("project"), details({ name, withAnnotations: flag })]),
    move: writes([fresh("dataset"), nullable(here("dataset"))]),
    moveToProject: writes([fresh("dataset"), here("project"), details({ name })]),
    setFavorite: writes([here("dataset"), optional(flag)]),
    removePermanently: writes([some(fresh("dataset"))]),
  },
  image: {
    getList: reads([here("dataset"), images]),
    getListOfProject: reads([here("project"), images]),
    getInfoById: reads([here("image")]),
    getInfoByName: reads([here("dataset"), textToFind]),
    upload: writes([here("dataset"), some(newImage)], {
      ...bulk,
      also: {
        "a name that is taken": ({ bytes }) => wrongImages({ name: "fruits_01.png", bytes }),
        "a name twice": ({ bytes }) => wrongImages({ name: "a", bytes }, { name: "a", bytes }),
        "no content": () => wrongImages({ name: "a" }),
        "an unknown hash": () => wrongImages({ name: "a", hash: "x" }),
        "a hash that is none": () => wrongImages({ name: "a", hash: 7 }),
        "a link that is none": () => wrongImages({ name: "a", link: "x" }),
      },
    }),
    uploadContents: writes([
      some(
        fields({
          hash: just("x", ...noTexts),
          bytes: sort(({ bytes }) => new Uint8Array([...bytes, 1]), [7, "x", null]),
        }),
      ),
    ]),
    checkExistingHashes: reads([list(just("hash", 7, null, {}, Number.NaN, 5n))]),
    download: reads([here("image")]),
    downloadBatch: reads([here("dataset"), list(here("image"))], bulk),
    rename: writes([fresh("image"), name], {
      also: { "a name that is taken": async ({ world }) => [await world.fresh("image"), "fruits_01.png"] },
    }),
    update: renames("image", "fruits_01.png", changes({ name, description: text, meta: json })),
    removeBatch: writes([some(fresh("image"))], bulk),
    remove: writes([fresh("image")]),
    addTagBatch: writes([some(fresh("image")), noteTag, noteText], bulk),
    addTag: writes([fresh("image"), noteTag, noteText]),
    updateTagValue: writes([note, noteText]),
    removeTagsBatch: writes([some(here("tag")), some(tagged)], bulk),
    removeTag: writes([noteImage, noteTag, note]),
    uploadPaths: writes([fresh("dataset"), some(just(picturePath, ...noTexts))], bulk),
    uploadIds: writes([here("dataset"), some(fresh("image")), details({ names: some(name) })], bulk),
    copyBatch: writes(
      [here("dataset"), some(fresh("image")), details({ withAnnotations: flag, names: some(name) })],
      bulk,
    ),
    moveBatch: writes([fresh("dataset"), some(fresh("image"))], bulk),
    copy: writes([here("dataset"), fresh("image"), details({ withAnnotations: flag, name })], bulk),
    move: writes([fresh("dataset"), fresh("image")], bulk),
    uploadPath: writes([fresh("dataset"), just(picturePath, ...noTexts), details({ name })], bulk),
    uploadHash: writes([fresh("dataset"), name, just(pictureHash, 7, null, {}, "x"), details({ meta: json })], bulk),
    uploadLink: writes(
      [fresh("dataset"), name, just("http://127.0.0.1:9/a.png", 7, null, {}, "x"), details({ meta: json })],
      bulk,
    ),
    uploadId: writes([here("dataset"), fresh("image"), details({ name })], bulk),
    setCustomSort: writes([fresh("image"), text]),
    setCustomSortBulk: writes([some(fields({ id: fresh("image"), customSort: text }))]),
    downloadPath: reads([here("image"), just(downloadPath, ...noTexts)]),
    downloadPaths: reads([just([283_001], 7, null, {}, [0]), just([downloadPath], 7, null, {}, [7], [])], bulk),
    downloadPathsByHashes: reads(
      [just([pictureHash], 7, null, {}, [7]), just([downloadPath], 7, null, {}, [7], [])],
      bulk,
    ),
    downloadByHash: reads([list(just(pictureHash, 7, null, {}, Number.NaN, 5n))], bulk),
    previewUrl: reads([just({ fullStorageUrl: null }, 7, null)]),
  },
  annotation: {
    append: writes([here("image"), some(figure)]),
    copy: writes([here("image"), fresh("image")]),
    copyBatch: writes([some(here("image")), some(fresh("image"))], bulk),
    download: reads([here("image")]),
    downloadBatch: reads([here("dataset"), list(here("image"))], bulk),
    getList: reads([here("dataset"), details({ filter })]),
    upload: writes([here("dataset"), here("image"), annotation]),
    uploadBatch: writes(
      [here("dataset"), some(fields({ imageId: here("image"), annotation: annotationOf("changed") }))],
      bulk,
    ),
  },
  objectClass: { getList: reads([here("project"), filters]), getNameToIdMap: reads([here("project")]) },
  tag: { getList: reads([here("project"), filters]), getNameToIdMap: reads([here("project")]) },
};

async function loginOf(id: number, world: Scene["world"]): Promise<string> {
  return ((await world.server.must("users.info", { id })) as { login: string }).login;
}
