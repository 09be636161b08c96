/** The steps of people who label and review. */
import { countText } from "../../base/text/count-text.js";
import { suggest } from "../../base/text/nearest.js";
import type { Api } from "../../client/api.js";
import { badArgument, noResult } from "../../domain/errors.js";
import { findNamed } from "../../domain/names.js";
import type { JobStatus, ReviewStatus } from "../../domain/records/job-status.js";
import type { UserInfo } from "../../domain/records/team.js";
import { type ApiSource, type PlanEntry, planEntry, type Step, type StepContext } from "../core/node.js";
import { changeEach } from "../job/job-changes.js";
import { readJob } from "../job/job-images.js";
import { jobsText } from "../job/job-set.js";
import { JobList } from "../job/jobs.js";
import { markImage } from "../job/review.js";
import { withStatusHint } from "../job/status-hint.js";
import { eachItem } from "../list/items.js";
import { type CheckedLabel, drawObjects, labelText } from "./label.js";
import { passwordFileName, savedPassword } from "./passwords.js";

/** A logged-in account and the jobs of its last action. */
export interface Acting {
  readonly api: Api;
  readonly jobIds: readonly number[];
}

/** Creates the step that logs a person in. */
export function loginStep(login: string, passwordOption: string | undefined): Step<undefined, Acting> {
  return {
    label: `as ${login}`,
    async run(_input, context) {
      const api = await context.api();
      const password = passwordOption ?? (await savedPassword(api, login));
      if (password === undefined) {
        const hint = `pass it: as('${login}', { password })`;
        throw badArgument("as", "password", `no password for ${login} in ${passwordFileName}`, hint);
      }
      return { api: await api.login(login, password, context), jobIds: [] };
    },
    outcome: () => `logged in as ${login}`,
  };
}

/** Reads the account of the person. */
export const meStep: Step<Acting, UserInfo> = {
  label: "read the account",
  quiet: true,
  run: ({ api }, context) => api.user.getMyInfo(context),
  outcome: ({ login }) => login,
};

/** Creates the step that reads the jobs the person changed. */
export function jobsStep(apiSource: ApiSource): Step<Acting, JobList> {
  return {
    label: "read the jobs",
    quiet: true,
    async run({ api, jobIds }, context) {
      const infos = await eachItem(jobIds, context, (id) => api.labelingJob.getInfoById(id, context));
      return new JobList(infos, apiSource);
    },
    outcome: (jobs) => jobsText(jobs),
  };
}

/** The context of a step, with the requests of the logged-in account. */
function asActor(api: Api, context: StepContext): StepContext {
  return { ...context, api: async () => api };
}

/** Plans a change of jobs: one entry for each. */
function planOf(jobIds: readonly number[], entryOf: (id: number) => PlanEntry): Step<Acting, Acting>["plan"] {
  return async (acting) => ({
    entries: jobIds.map(entryOf),
    ...(acting === undefined ? {} : { value: { api: acting.api, jobIds } }),
  });
}

function textOf(jobIds: readonly number[]): string {
  return jobsText(jobIds.map((id) => ({ id })));
}

/** Creates the step that changes the status of jobs. */
export function moveStep(
  word: "start" | "submit" | "complete",
  jobIds: readonly number[],
  status: JobStatus,
): Step<Acting, Acting> {
  const refs = jobIds.map((id) => ({ id }));
  return {
    label: `${word} ${jobsText(refs)}`,
    writes: true,
    async run({ api }, context) {
      await changeEach(refs, context, ({ id }) => {
        const move = () => api.labelingJob.setStatus(id, status, context);
        if (word === "start") return move();
        return withStatusHint(word === "submit" ? "submit" : "review", id, asActor(api, context), move);
      });
      return { api, jobIds };
    },
    outcome: () => `${textOf(jobIds)} ${status}`,
    plan: planOf(jobIds, (id) => planEntry("change", `job ${id}`, `→ ${status}`)),
  };
}

/** Creates the step that marks images of jobs. */
export function markStep(
  word: string,
  jobIds: readonly number[],
  mark: ReviewStatus,
  images: "all" | readonly (number | string)[],
): Step<Acting, Acting> {
  const which = images === "all" ? "all images" : countText(images.length, "image");
  return {
    label: `${word} ${which} of ${textOf(jobIds)}`,
    writes: true,
    async run({ api }, context) {
      const actor = asActor(api, context);
      for (const id of jobIds) {
        const { entities = [] } = await readJob(id, actor);
        const wanted = images === "all" ? entities : images.map((image) => entityOf(image, entities, id));
        const unmarked = wanted.filter(({ reviewStatus }) => reviewStatus !== mark);
        const work = mark === "accepted" || mark === "rejected" ? "review" : "label";
        await withStatusHint(work, id, actor, () =>
          eachItem(unmarked, actor, (image) => markImage(id, image.id, mark, actor)),
        );
      }
      return { api, jobIds };
    },
    outcome: () => `${which} ${mark}`,
    plan: planOf(jobIds, (id) => planEntry("change", `${which} of job ${id}`, `→ ${mark}`)),
  };
}

/** Creates the step that draws objects on an image. */
export function labelStep(checked: CheckedLabel): Step<Acting, Acting> {
  const { job, image } = checked;
  return {
    label: `label ${labelText(checked)}`,
    writes: true,
    async run({ api }, context) {
      await drawObjects(checked, asActor(api, context), (images) => entityOf(image, images, job));
      return { api, jobIds: [job] };
    },
    outcome: () => labelText(checked),
    plan: planOf([job], () => planEntry("create", labelText(checked), `in job ${job}`)),
  };
}

function entityOf<T extends { readonly id: number; readonly name: string }>(
  image: number | string,
  entities: readonly T[],
  jobId: number,
): T {
  const found = typeof image === "number" ? entities.find(({ id }) => id === image) : findNamed(entities, image);
  if (found !== undefined) return found;
  const names = entities.map(({ name }) => name);
  const hint = typeof image === "string" ? suggest(image, names) : `the job has ${countText(entities.length, "image")}`;
  throw noResult(`no image ${image} in job ${jobId}`, `image ${image}`, hint);
}
