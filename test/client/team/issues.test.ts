import { afterAll, beforeAll, expect, it } from "vitest";
import { Api } from "../../../src/client/api.js";
import { NotFoundError } from "../../../src/domain/errors.js";
import { type Instance, startInstance } from "../../../src/server/instance.js";
import { type FaultProxy, faultOn, startFaultProxy } from "../../support/fault-proxy.js";

let instance: Instance;
let proxy: FaultProxy;
let api: Api;

beforeAll(async () => {
  instance = await startInstance({ data: "memory", passwordCost: 2 });
  proxy = await startFaultProxy(instance.address);
  api = new Api({ address: proxy.address, token: instance.token });
});
afterAll(async () => {
  await api?.close();
  await proxy?.close();
  await instance?.close();
});

it("creates, comments, closes and removes issues", async () => {
  const issue = await api.issues.add(8, "wrong class", { comment: "see there", assignees: [7] });
  expect(issue).toMatchObject({ name: "wrong class", status: "open", userLogin: "my_username", createdById: 7 });
  const comment = await api.issues.addComment(issue.id, "second");
  expect(await api.issues.updateComment(comment.id, "better")).toMatchObject({ comment: "better" });
  expect(await api.issues.update(issue.id, { status: "closed" })).toMatchObject({ status: "closed" });
  const filter = [{ field: "status", operator: "=", value: "closed" }] as const;
  expect((await api.issues.getList(8, { filter })).map(({ id }) => id)).toEqual([issue.id]);
  await api.issues.remove(issue.id);
  await expect(api.issues.getInfoById(issue.id)).rejects.toBeInstanceOf(NotFoundError);
});

it("reads the subject of sub-issues", async () => {
  const issue = await api.issues.add(8, "blurred");
  await api.issues.addSubissue(issue.id, [
    { field: "imageId", value: 283_001 },
    { field: "projectId", value: 5555 },
  ]);
  const inDataset = await api.issues.getListByDataset(10_555);
  expect(inDataset.map((each) => api.issues.resolveBindingImageId(each))).toEqual([null, 283_001]);
  const inProject = await api.issues.getListByProject(5555);
  expect(inProject.map((each) => api.issues.resolveBindingImageId(each))).toEqual([null, 283_001, null]);
  const [sub] = (await api.issues.getInfoById(issue.id)).subIssues ?? [];
  await api.issues.updateSubissue(sub?.id ?? 0, { status: "closed" });
  expect((await api.issues.getInfoById(issue.id)).subIssues?.map(({ status }) => status)).toEqual(["closed", "open"]);
});

it.each(["once", "trailing ", "cafe\u0301", "zero\u200b", "x (#18)"])(
  "creates issue %j once when the response is lost",
  async (name) => {
    proxy.play(faultOn("issues.add", [1], { kind: "drop-reply" }));
    const made = await api.issues.add(8, name);
    proxy.play(() => undefined);
    const filter = [{ field: "name", operator: "=", value: made.name }] as const;
    expect((await api.issues.getList(8, { filter })).map(({ id }) => id)).toEqual([made.id]);
  },
);
