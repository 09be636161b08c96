/** The client's methods for labeling jobs, queues and webhooks, with their arguments. */
import {
  bulk,
  callback,
  changes,
  count,
  details,
  duration,
  fields,
  filter,
  flag,
  fresh,
  here,
  idToFind,
  jobAt,
  json,
  just,
  list,
  type Method,
  member,
  name,
  noTexts,
  nullable,
  optional,
  optionals,
  reads,
  some,
  text,
  textToFind,
  word,
  writes,
} from "./client-arguments.js";

/** Names of classes or tags of the project. */
const names = (good: readonly string[]) => just(good, 7, "x", {}, null, [7], [""], ["mango"]);

const labels = optionals({
  classesToLabel: names(["lemon"]),
  tagsToLabel: names(["size"]),
  objectsLimitPerImage: nullable(count),
  tagsLimitPerImage: nullable(count),
  includeImagesWithTags: names([]),
  excludeImagesWithTags: names(["situated"]),
  imagesRange: just([1, 2], 7, "x", {}, [], [1], [0, 1], [2, 1], ["x", 1], [1.5, 2], [1, 2, 3], null),
  imagesIds: list(here("image")),
  dynamicClasses: flag,
  dynamicTags: flag,
  allowRestore: flag,
  disableConfirm: flag,
  disableSubmit: flag,
  enableQualityCheck: flag,
  guideId: count,
  readOnlyTags: names(["size"]),
  toolboxSettings: json,
  readme: text,
  description: text,
  reviewerId: member("reviewer"),
  teamId: idToFind,
});
const misspelt = { nmae: "misspelt" };
const newJob = fields({ name, datasetId: here("dataset"), userIds: some(member("assignee")), ...labels }, misspelt);
const newQueue = fields(
  {
    name,
    datasetId: here("dataset"),
    userIds: some(member("assignee")),
    // A queue may have no reviewers.
    reviewerIds: list(member("reviewer")),
    ...labels,
    ...optionals({
      hideFigureAuthor: flag,
      allowReviewOwnAnnotations: flag,
      skipCompleteJobOnEmpty: flag,
      qualityCheckUserIds: some(member("reviewer")),
    }),
  },
  misspelt,
);

const reviewer = nullable(member("reviewer"));
const assignees = { name, assigneeIds: some(member("assignee")), reviewerId: reviewer };
const restarting = details({
  ...assignees,
  completeExisting: flag,
  onlyRejectedEntities: flag,
  ignoreNoRejectedError: flag,
});
const nothingRejected: Pick<Method, "also"> = {
  also: { "no image is rejected": async ({ world }) => [await world.job("on_review")] },
};

const jobs = details({
  createdById: idToFind,
  assignedToId: idToFind,
  projectId: idToFind,
  datasetId: idToFind,
  reviewerId: idToFind,
  ids: list(idToFind),
  names: list(textToFind),
  // A newer server may have other values.
  statuses: list(textToFind),
  excludeStatuses: list(textToFind),
  showDisabled: flag,
  isPartOfQueue: flag,
  queueIds: list(idToFind),
});
const queues = details({
  projectId: idToFind,
  datasetId: idToFind,
  collectionId: idToFind,
  ids: list(idToFind),
  names: list(textToFind),
  showDisabled: flag,
});
const queueEntities = details({ statuses: list(nullable(word("done"))), filter, collectionId: idToFind });

const noSignal = just(undefined, "x", {});
const waiting = optionals({ timeout: duration, every: duration, teamId: idToFind, onProgress: callback });
const wait = { options: optional(fields({ ...waiting, signal: noSignal })) };

const hook = {
  retriesCount: just(2, -1, 1.5, 1e308, "x", Number.NaN, null, {}, []),
  retriesDelay: just(2, -1, 1e308, "x", Number.NaN, null, {}, []),
  headers: just({ a: "b" }, 7, "x", [], { a: 7 }, { "a b": "c" }, { a: "b\nc" }, null),
  followRedirect: flag,
  rejectUnauthorized: flag,
};
const url = just("http://127.0.0.1:9/", ...noTexts, "", "x", "ftp://127.0.0.1/", "http://");
const action = word("labeling_queue.completed");

/** Of each group, by its name in `Api`. */
export const workMethods: Readonly<Record<string, Readonly<Record<string, Method>>>> = {
  labelingJob: {
    create: writes([newJob]),
    add: writes([newJob]),
    getList: reads([here("team"), jobs]),
    getInfoById: reads([fresh("job")]),
    getInfoByIds: reads([list(idToFind)], bulk),
    stop: writes([fresh("job")]),
    archive: writes([fresh("job")]),
    unarchive: writes([fresh("job")]),
    remove: writes([fresh("job")]),
    removeBatch: writes([some(fresh("job"))], bulk),
    getStatus: reads([fresh("job")]),
    setStatus: writes([fresh("job"), word("in_progress")], {
      also: {
        "back to pending": async ({ world }) => [await world.job("on_review"), "pending"],
        "to review at once": async ({ world }) => [await world.job(), "on_review"],
      },
    }),
    setEntityReviewStatus: writes([jobAt("in_progress"), here("image"), word("done")], {
      also: {
        "an image of no job": async ({ world }) => [await world.job("in_progress"), 283_006, "done"],
        "a verdict before the review": async ({ world }) => [await world.job("in_progress"), 283_001, "accepted"],
      },
    }),
    rejectAnnotations: writes([jobAt("on_review"), optional(word("all"))], {
      also: { "a job that is not reviewed": async ({ world }) => [await world.job()] },
    }),
    clone: writes([fresh("job"), details(assignees)]),
    addClone: writes([fresh("job"), details(assignees)]),
    restart: writes([jobAt("rejected"), restarting], nothingRejected),
    addRestart: writes([jobAt("rejected"), restarting], nothingRejected),
    getStats: reads([fresh("job")]),
    getActivity: reads([here("team"), idToFind]),
    getCustomData: reads([fresh("job")]),
    setCustomData: writes([fresh("job"), json]),
    updateCustomData: writes([fresh("job"), json]),
    edit: writes([fresh("job"), changes({ name, readme: text, description: text, customData: json })]),
    setAssignees: writes([fresh("job"), changes({ annotatorId: member("annotator"), reviewerId: reviewer })]),
    getProjectMeta: reads([fresh("job")]),
    getAnnotations: reads([fresh("job"), optional(list(here("image")))], bulk),
    // It sends no request if the dataset was read before.
    teamOfDataset: reads([here("dataset")], { options: just(undefined) }),
    wait: reads([fresh("job"), word("pending")], wait),
    // A wait for no jobs ends at once.
    waitAll: reads([list(fresh("job")), word("pending")], wait),
    watchAll: reads([list(jobAt("stopped"))], wait),
  },
  labelingQueue: {
    create: writes([newQueue]),
    getList: reads([here("team"), queues]),
    getInfoById: reads([here("queue")]),
    getStatus: reads([here("queue")]),
    setStatus: writes([fresh("queue"), word("stopped")], {
      also: { "to the end of a review at once": async ({ world }) => [await world.fresh("queue"), "review_completed"] },
    }),
    getProjectMeta: reads([here("queue")]),
    getEntities: reads([here("queue"), queueEntities]),
    getEntitiesCount: reads([here("queue"), queueEntities]),
  },
  webhook: {
    getList: reads([here("team"), optional(filter)]),
    getInfoById: reads([here("webhook")]),
    create: writes([here("team"), url, action, details(hook)]),
    update: writes([fresh("webhook"), changes({ url, action, ...hook })]),
    remove: writes([some(fresh("webhook"))]),
    test: reads([here("team"), here("webhook"), optional(json)]),
  },
};
