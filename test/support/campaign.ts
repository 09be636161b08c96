/** A complete campaign as a script: run again after it was killed, its result must equal that of an undisturbed run. */
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EntryPoints } from "../../src/chain/entry-points.js";
import { encodePng } from "./png.js";

/** The work of people meanwhile, which is never interrupted. */
export type LetWork = () => Promise<void>;

const pictures = 9;

/** Draws the pictures of the campaign into a folder. */
export async function drawPictures(folder: string): Promise<void> {
  await mkdir(join(folder, "more"), { recursive: true });
  for (let at = 0; at < pictures; at += 1) {
    const place = at < 6 ? folder : join(folder, "more");
    const pixels = Uint8Array.from({ length: 8 * 8 * 3 }, (_, byte) => (byte * (at + 3)) % 256);
    await writeFile(join(place, `p${at}.png`), encodePng(8, 8, pixels));
  }
}

/** Runs the script. */
export async function runCampaign({ ensureTeam }: EntryPoints, folder: string, letWork: LetWork): Promise<void> {
  const roads = ensureTeam("Road signs").ensureProject("november", {
    classes: { sign: "rectangle", road: "polygon" },
    tags: { night: null, weather: ["sun", "rain"] },
  });
  await roads.dataset("photos").upload(folder);
  const jobs = await roads
    .ensureAnnotator(["ana", "ben", "cyn"])
    .ensureReviewer("rita")
    .split({ name: "nov", dataset: "photos", shuffle: 7, classes: ["sign"] })
    .ensure();
  await letWork();
  const here = jobs.where(({ assignedToLogin }) => assignedToLogin !== "cyn");
  await here.waitFor("on_review", { every: 100 });
  await here.review(({ name }) => (isGood(name) ? "accepted" : { rejected: "nothing drawn" }));
  await here.restart();
  await roads.ensureAnnotator(["dee", "fox"]);
  await jobs.where(({ assignedToLogin }) => assignedToLogin === "cyn").handOver(["dee", "fox"]);
}

function isGood(name: string): boolean {
  return createHash("sha256").update(name).digest()[0]! % 3 !== 0;
}

/** Sends a request to the instance, as the given account. */
export type Ask = (method: string, body: object, as?: string) => Promise<unknown>;

interface Entity {
  readonly id: number;
  readonly name: string;
  readonly reviewStatus: string;
}

interface WireJob {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly disabled: boolean;
  readonly labelerLogin: string;
  readonly reviewerLogin: string | null;
  readonly datasetTitle: string;
  readonly customData: { readonly slylab?: { readonly from?: number } };
  readonly entities: readonly Entity[];
}

async function list<T>(ask: Ask, method: string, body: object): Promise<readonly T[]> {
  const { entities } = (await ask(method, { ...body, per_page: 500 })) as { entities: T[] };
  return entities;
}

async function jobsOf(ask: Ask): Promise<readonly WireJob[]> {
  const [team] = (await list<{ id: number; name: string }>(ask, "teams.list", {})).filter(
    ({ name }) => name === "Road signs",
  );
  if (team === undefined) return [];
  const jobs = await list<{ id: number }>(ask, "jobs.list", { teamId: team.id, showDisabled: true });
  return Promise.all(jobs.map(async ({ id }) => (await ask("jobs.info", { id })) as WireJob));
}

/** The annotators do their jobs of the split; cyn does one image and stops. */
export async function work(ask: Ask): Promise<void> {
  for (const job of await jobsOf(ask)) {
    const { id, labelerLogin: login, customData, status } = job;
    if (job.disabled || customData.slylab?.from !== undefined || !["pending", "in_progress"].includes(status)) continue;
    if (status === "pending") await ask("jobs.set-status", { id, status: "in_progress" }, login);
    const images = login === "cyn" ? job.entities.slice(0, 1) : job.entities;
    for (const { id: entityId, reviewStatus } of images) {
      if (reviewStatus !== "none") continue;
      await ask("jobs.entities.update-review-status", { jobId: id, entityId, status: "done" }, login);
    }
    if (login !== "cyn") await ask("jobs.set-status", { id, status: "on_review" }, login);
  }
}

/** What the campaign created, without ids and times: equal if nothing is duplicated or lost. */
export async function stateOf(ask: Ask): Promise<unknown> {
  const jobs = (await jobsOf(ask)).map((job) => ({
    ...{ name: job.name.replace(/ \(#\d+\)$/, ""), status: job.status, isArchived: job.disabled },
    ...{ annotator: job.labelerLogin, reviewer: job.reviewerLogin, dataset: job.datasetTitle },
    isFollowUp: job.customData.slylab?.from !== undefined,
    images: job.entities.map(({ name, reviewStatus }) => `${name} ${reviewStatus}`).sort(),
  }));
  const teams = (await list<{ id: number; name: string }>(ask, "teams.list", {})).filter(
    ({ name }) => name === "Road signs",
  );
  const members: unknown[] = [];
  const places: unknown[] = [];
  const issues: string[] = [];
  for (const team of teams) {
    const all = await list<{ login: string; role: string }>(ask, "members.list", { teamId: team.id });
    const found = await list<Issue>(ask, "issues.list", { teamId: team.id, withSubIssues: true });
    issues.push(...found.map(({ name, subIssues }) => `${name}: ${subIssues.map((one) => one.imageName).join(", ")}`));
    members.push([team.name, all.map(({ login, role }) => `${login} ${role}`).sort()]);
    for (const workspace of await list<{ id: number; name: string }>(ask, "workspaces.list", { teamId: team.id })) {
      const projects = await list<{ id: number; name: string }>(ask, "projects.list", { workspaceId: workspace.id });
      for (const project of projects) {
        const meta = (await ask("projects.meta", { id: project.id })) as { classes: Named[]; tags: Named[] };
        const datasets = await list<{ id: number; name: string }>(ask, "datasets.list", { projectId: project.id });
        for (const dataset of datasets) {
          const images = await list<{ name: string }>(ask, "images.list", { datasetId: dataset.id });
          places.push([workspace.name, project.name, dataset.name, images.map(({ name }) => name).sort()]);
        }
        places.push([meta.classes.map(titleOf).sort(), meta.tags.map(titleOf).sort()]);
      }
    }
  }
  return { members, places, issues: issues.sort(), jobs: jobs.map((job) => JSON.stringify(job)).sort() };
}

interface Issue {
  readonly name: string;
  readonly subIssues: readonly { readonly imageName: string }[];
}

interface Named {
  readonly name?: string;
  readonly title?: string;
}

function titleOf({ name, title }: Named): string {
  return name ?? title ?? "";
}
