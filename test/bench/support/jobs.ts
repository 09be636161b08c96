/** Many labeling jobs in an instance that is measured. */
import { z } from "zod";
import type { Api } from "../../../src/client/api.js";

/** The seed's own. */
export const teamId = 8;
export const datasetId = 10555;

/** Creates annotators in the seed's team; returns their ids. */
export async function addAnnotators(admin: Api, count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let number = 1; number <= count; number++) {
    const user = await admin.user.create({
      login: `bench_${number}`,
      password: `bench-${number}-pass`,
      isRestricted: true,
    });
    await admin.user.addToTeam(user.id, teamId, admin.role.DefaultRole.ANNOTATOR);
    ids.push(user.id);
  }
  return ids;
}

/** Creates jobs of one image each, a hundred per request. */
export async function addJobs(admin: Api, userIds: readonly number[], count: number, name?: string): Promise<void> {
  const [image] = await admin.image.getList(datasetId);
  const meta = { classes: ["lemon"], projectTags: [], imageTags: [], imageFiguresLimit: 0, imageTagsLimit: 0 };
  for (let left = count; left > 0; left -= userIds.length) {
    const body = {
      name: name ?? `bench ${left}`,
      datasetId,
      userIds: userIds.slice(0, left),
      meta: { ...meta, entityIds: [image?.id] },
    };
    await admin.call("jobs.add", body, z.array(z.unknown()));
  }
}
