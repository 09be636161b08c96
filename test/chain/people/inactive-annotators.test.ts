import { expect, it, onTestFinished } from "vitest";
import { setHostContext } from "../../../src/domain/display/host-context.js";
import { role } from "../../support/server.js";
import { startLocal } from "../local.js";

it("a wait reports awaited annotators who left the team or whose account is disabled", async () => {
  const { team, server } = await startLocal();
  const wim = await server.hire("wim", role.annotator);
  const eva = await server.hire("eva", role.annotator);
  await team(8)
    .job({ name: "x", dataset: 10555, assign: ["wim", "eva"] })
    .create();
  await server.must("members.remove", { id: wim, teamId: 8 });
  await server.must("users.disable", { id: eva, disable: true });
  const notes: string[] = [];
  onTestFinished(setHostContext({ note: (text) => void notes.push(text) }));
  const stop = new AbortController();
  const seen: (string | undefined)[] = [];
  const wait = team(8)
    .jobs()
    .waitFor("on_review", { every: "100ms" })
    .run({ signal: stop.signal, onProgress: ({ note }) => seen.push(note) });
  await expect
    .poll(() => seen.at(-1), { timeout: 20_000 })
    .toBe("0/12 images, awaiting eva 0/6 (pending, has a disabled account), wim 0/6 (pending, left the team)");
  stop.abort(new Error("enough"));
  await expect(wait).rejects.toThrow("enough");
  expect(notes).toEqual([
    "slylab: job 37 waits for wim, who left the team: assign it to another person with .reassign('…')",
    "slylab: job 38 waits for eva, who has a disabled account: assign it to another person with .reassign('…')",
  ]);
});

it("a wait reports that the dataset of its jobs is archived", async () => {
  const { team, server } = await startLocal();
  await server.hire("eva", role.annotator);
  await team(8).job({ name: "x", dataset: 10555, assign: "eva" }).create();
  await server.must("datasets.archive", { id: 10555 });
  const notes: string[] = [];
  onTestFinished(setHostContext({ note: (text) => void notes.push(text) }));
  const stop = new AbortController();
  const seen: (string | undefined)[] = [];
  const wait = team(8)
    .jobs()
    .waitFor("on_review", { every: "100ms" })
    .run({ signal: stop.signal, onProgress: ({ note }) => seen.push(note) });
  await expect
    .poll(() => seen.at(-1), { timeout: 20_000 })
    .toBe("0/6 images, awaiting eva (pending, dataset is archived)");
  stop.abort(new Error("enough"));
  await expect(wait).rejects.toThrow("enough");
  expect(notes).toEqual([
    "slylab: job 37 waits for images of dataset 10555, which is archived or removed: nobody can label them, so stop or archive the jobs",
  ]);
});
